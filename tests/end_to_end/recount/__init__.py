"""The figures counted once more, from the export files, in plain Python: targets, and what is monitored.

Nothing is imported from the pipeline, so that the two counts can disagree.
"""

from tests.end_to_end.recount.exports import read_day as read_day
from tests.end_to_end.recount.monitoring import recount_monitored as recount_monitored
from tests.end_to_end.recount.rules import VERSIONS as VERSIONS
from tests.end_to_end.recount.rules import Figures as Figures
from tests.end_to_end.recount.targets import recount as recount
