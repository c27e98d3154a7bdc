"""Assets, one module per stage of the way from files to the publication."""
