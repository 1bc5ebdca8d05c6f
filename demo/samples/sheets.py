"""A unit's facts and a clerk's pen in, the eight forms as they will be filled in out."""

from __future__ import annotations

from demo.samples import prose
from demo.samples.facts import Circle, Reviewer, Team, Unit
from demo.samples.nouns import BLANK, Line, Sheet, Written
from demo.samples.pen import Pen


def circle_application(unit: Unit, circle: Circle, pen: Pen) -> Sheet:
    """附件2."""
    office = unit.office
    return Sheet(
        "circle_application",
        {
            "recommending_unit": pen.text(office.name),
            "district": pen.district(office.district),
            "circle_name": pen.text(circle.name),
            "organization_name": pen.text(circle.company),
            "mailing_address": pen.text(office.address),
            "postal_code": pen.text(office.postal_code),
            "responsible_department": pen.text(office.department),
            "contact_person": pen.person(office.contact),
            "contact_mobile": pen.mobile(office.mobile),
            "activity_mentor": Written(circle.mentor, (circle.mentor,)),
            "mentor_phone": pen.landline(office.landline),
            "member_count": pen.count(len(circle.members), "人"),
            "profile_and_results": pen.text(prose.profile(pen.dice, circle)),
        },
    )


def circle_statistics(unit: Unit, pen: Pen) -> Sheet:
    """附件4."""
    total, year, participation, active, benefit, achievement, expense, reward = unit.circle_figures
    figures = {
        "circles_registered_total": pen.count(total, "个"),
        "circles_registered_this_year": pen.count(year, "个"),
        "participation_rate": pen.percent(participation),
        "circles_active_this_year": pen.count(active, "个"),
        "calculable_economic_benefit_wan": pen.money(benefit),
        "achievement_rate": pen.percent(achievement),
        "activity_expense_wan": pen.money(expense),
        "activity_reward_wan": pen.money(reward),
        "features_and_suggestions": pen.text(prose.features(pen.dice)),
    }
    return Sheet("circle_statistics", _head(unit, pen) | figures | _contact(unit, pen))


def circle_recommendation(unit: Unit, pen: Pen, *, companies: bool = False) -> Sheet:
    """附件5; `companies`: with the column 单位 that associations add."""
    rows = tuple(_circle_row(circle, pen, companies=companies) for circle in unit.circles)
    return Sheet("circle_recommendation", _head(unit, pen), {"circles": rows, "reviewers": _reviewers(unit.circle_reviewers, pen)})


def team_application(unit: Unit, team: Team, pen: Pen) -> Sheet:
    """附件6."""
    office = unit.office
    own = {
        "team_name": pen.text(team.name),
        "organization_name": pen.text(team.company),
        "mailing_address": pen.text(office.address),
        "postal_code": pen.text(office.postal_code),
        "responsible_department": pen.text(office.department),
        "contact_person": pen.person(office.contact),
        "contact_mobile": pen.mobile(office.mobile),
        "fax": pen.landline(office.landline),
        "team_leader": pen.person(team.leader),
        "team_size": pen.count(team.size, "人"),
        "task_completion_rate": pen.percent(team.task_completion),
        "quality_assessment_pass_rate": pen.percent(team.assessment_pass),
        "nonconforming_rate": pen.percent(team.nonconforming),
        "annual_accidents": pen.accidents(team.accidents),
        "annual_complaints": pen.count(team.complaints, "次"),
        "first_pass_rate": pen.percent(team.first_pass),
        "annual_training": pen.training(team.trained, team.hours),
        "improvement_participation_rate": pen.percent(team.participation),
        "quality_cost_wan_per_year": pen.money(team.cost),
        "profile_and_results": pen.text(prose.team_profile(pen.dice, team)),
    }
    return Sheet("team_application", _head(unit, pen) | own)


def team_statistics(unit: Unit, pen: Pen) -> Sheet:
    """附件8."""
    year, total, participants, recommended, expense, reward = unit.team_figures
    figures = {
        "teams_this_year": pen.count(year, "个"),
        "teams_total": pen.count(total, "个"),
        "participants_this_year": pen.count(participants, "人"),
        "teams_recommended": pen.count(recommended, "个"),
        "activity_expense_wan": pen.money(expense),
        "activity_reward_wan": pen.money(reward),
        "features_and_problems": pen.text(prose.features(pen.dice)),
    }
    return Sheet("team_statistics", _head(unit, pen) | figures | _contact(unit, pen))


def team_recommendation(unit: Unit, pen: Pen, *, companies: bool = False) -> Sheet:
    """附件9."""
    rows = tuple(_team_row(unit, team, pen, companies=companies) for team in unit.teams)
    return Sheet("team_recommendation", _head(unit, pen), {"teams": rows, "reviewers": _reviewers(unit.team_reviewers, pen)})


def _head(unit: Unit, pen: Pen) -> dict[str, Written]:
    return {"recommending_unit": pen.text(unit.office.name), "district": pen.district(unit.office.district)}


def _contact(unit: Unit, pen: Pen) -> dict[str, Written]:
    office = unit.office
    return {
        "responsible_department_and_head": pen.text(f"{office.department} {office.head}"),
        "contact_person": Written(office.contact, office.contact),
        "contact_mobile": pen.mobile(office.mobile),
        "contact_email": pen.text(office.email),
        "mailing_address": pen.text(office.address),
        "postal_code": pen.text(office.postal_code),
    }


def _circle_row(circle: Circle, pen: Pen, *, companies: bool) -> Line:
    return ({"organization_name": pen.text(circle.company)} if companies else {}) | {
        "circle_name": pen.text(circle.name),
        "topic_name": pen.text(circle.topic),
        "topic_type": pen.kind(circle.type),
        "member_count": pen.count(len(circle.members), "人"),
        "member_names": pen.names(circle.members),
        "direct_economic_benefit_wan": pen.money(circle.benefit),
    }


def _team_row(unit: Unit, team: Team, pen: Pen, *, companies: bool) -> Line:
    return ({"organization_name": pen.text(team.company)} if companies else {}) | {
        "team_name": pen.text(team.name),
        "member_count": pen.count(team.size, "人"),
        "team_leader": pen.person(team.leader),
        "contact_person": pen.person(unit.office.contact),
        "mobile": pen.mobile(unit.office.mobile),
    }


def _reviewers(reviewers: tuple[Reviewer, ...], pen: Pen) -> tuple[Line, ...]:
    return tuple(
        {
            "reviewer_name": pen.person(r.name),
            "employer": pen.text(r.employer),
            "certificate_no": pen.text(r.certificate) if r.certificate else BLANK,
            "mobile": pen.mobile(r.mobile),
        }
        for r in reviewers
    )
