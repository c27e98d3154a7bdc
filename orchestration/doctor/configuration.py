"""Can what the operator and the desks wrote be used?"""

from __future__ import annotations

from orchestration.doctor.findings import Finding, Subject, failed, first_few, from_error, ok, warning


def settings(subject: Subject) -> Finding:
    """Is every choice valid?"""
    if subject.problems:
        listed = "; ".join(subject.problems)
        return failed(
            f"使えない設定: {listed}",
            f"not valid: {listed}",
            "オプションか MOKUHYO_ の変数を直す",
            "correct the option or the MOKUHYO_ variable.",
        )
    return ok(f"ホーム {subject.settings.home}", f"home {subject.settings.home}")


def contracts(subject: Subject) -> Finding:
    """Do the source contracts load?"""
    from ingest.contracts import load_contracts

    try:
        loaded = load_contracts(subject.settings.contracts)
    except Exception as error:  # says which file and what to do
        return from_error(error)
    if not loaded:
        where = subject.settings.contracts
        return failed(
            f"契約なし: {where}", f"no contract in {where}", "MOKUHYO_CONTRACTS を直す", "correct MOKUHYO_CONTRACTS."
        )
    return ok(f"契約 {len(loaded)} 件", f"{len(loaded)} contracts")


def targets(subject: Subject) -> Finding:
    """Are the target files sound?"""
    from targets.check import check_target_files

    check = check_target_files(subject.settings.target_files)
    remedy = "`mokuhyo targets check`"
    if check.errors:
        listed = first_few(map(str, check.errors), 1)
        return failed(f"誤り {len(check.errors)} 件: {listed}", f"{len(check.errors)} errors: {listed}", remedy, remedy)
    if check.warnings:
        listed = first_few(map(str, check.warnings), 1)
        return warning(
            f"注意 {len(check.warnings)} 件: {listed}", f"{len(check.warnings)} warnings: {listed}", remedy, remedy
        )
    return ok(f"目標 {check.targets} 件", f"{check.targets} targets in {check.versions} versions")


def waivers(subject: Subject) -> Finding:
    """Can the file of accepted gaps be read?"""
    from expectations.waivers import load_waivers

    file = subject.settings.waivers or subject.home.gap_waivers
    try:
        loaded = load_waivers(file, required=subject.settings.waivers is not None)
    except Exception as error:
        return from_error(error)
    return ok(f"受容した欠落 {len(loaded)} 件", f"{len(loaded)} accepted gaps")


def company_decisions(subject: Subject) -> Finding:
    """Can the decisions about companies be read?"""
    from ingest.companies.review import read_decisions

    try:
        decided = read_decisions(subject.home.company_pairs)
    except Exception as error:
        return from_error(error)
    return ok(f"企業の判断 {len(decided)} 件", f"{len(decided)} decisions about companies")
