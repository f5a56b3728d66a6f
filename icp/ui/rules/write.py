"""Writing rules: what the list asks for, rules to begin with, and each rule with its reason and what happens else."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import RuleTemplate, catalogue, rule_starters
from icp.dealings import Rule
from icp.findings.rules import FOLLOW_UP, FOLLOW_UP_NAME, KIT, kit_of
from icp.methods.rule_document import order_rules
from icp.methods.rule_gaps import list_behaviours
from icp.methods.welcome import adopt_template, offer_templates
from icp.model import Workbook
from icp.ui import fair, frame, keys, state
from icp.ui.ask import ask, options_of, pick
from icp.ui.decide import drop_item
from icp.ui.rules.overview import (
    Overview,
    add_rules,
    change_rule,
    touch,
    trouble_words,
)
from icp.ui.text import esc, say

_LONG = 2_000
_NAME = 80
_TOLD = ("reason", "consequence")


def draw_write(found: Overview) -> None:
    """The section."""
    work = found.work
    ask_kit(work)
    ask(FOLLOW_UP)
    if work.text(FOLLOW_UP) == "other":
        ask(FOLLOW_UP_NAME)
        st.caption(say("rules.write.other"))
    elif work.text(FOLLOW_UP) == "me":
        st.caption(say("rules.write.solo"))
    _draw_offers(found)
    _draw_templates(work)
    _draw_rules(work)


def ask_kit(work: Workbook) -> None:
    """How the owner meets people; what the trade suggests is chosen until something else is."""
    question = catalogue().question(KIT)
    pick(question.prompt, options_of(question), key=state.widget_key("owner", KIT), stored=kit_of(work) or None,
         keep=lambda kit: state.set_answer(KIT, kit), help=question.help)  # fmt: skip


# ── what the list asks for ───────────────────────────────────────────────────────────────────────────────────────


def _draw_offers(found: Overview) -> None:
    if not found.open_troubles:
        return
    st.markdown(f"**{say('rules.write.offers')}**")
    for trouble in found.open_troubles:
        what = trouble_words(trouble.column, found.work)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if trouble.doing:
                st.markdown(say("rules.write.offer", what=what, doing=trouble.doing, known=trouble.known))
            else:
                st.markdown(say("rules.write.offer_named", what=what))
            shipped = _template_about(trouble.column, found.work) is not None
            st.button(say("rules.write.offer_take" if shipped else "rules.write.offer_own"), icon=":material/add:",
                      key=f"rule_for_{trouble.column}", on_click=take_for, args=(trouble.column,))  # fmt: skip


def _template_about(column: str, work: Workbook) -> RuleTemplate | None:
    """The rule to begin with about a behaviour: of the kit in use, else of an office."""
    kits = rule_starters().kits
    kit = kits.get(kit_of(work)) or kits["practice"]
    return next((rule for rule in kit.rule if rule.about == column), None)


def take_for(column: str) -> None:
    """Add the rule about a behaviour; where none is shipped, one to be finished in the owner's words."""

    def make(work: Workbook) -> tuple[Rule, ...]:
        template = _template_about(column, work)
        if template is not None:
            return (adopt_template(rule_starters(), template.id),)
        draft = catalogue().say("rules.write.own_draft", what=trouble_words(column, work))
        return (Rule(expectation=draft, about=column),)

    add_rules(make)
    if _template_about(column, state.workbook()) is None:
        _open(state.workbook().dealings.rules[-1].id)


# ── rules to begin with ──────────────────────────────────────────────────────────────────────────────────────────


def _draw_templates(work: Workbook) -> None:
    kit, starters = kit_of(work), rule_starters()
    if kit not in starters.kits:
        st.caption(say("rules.write.blank" if kit else "rules.write.no_kit"))
        return
    offered = offer_templates(starters, kit, work.dealings.rules)
    if not offered:
        st.caption(say("rules.write.taken_all"))
        return
    more = st.expander(say("rules.write.start"), key="rules_templates", on_change="rerun",
                       expanded=not work.dealings.rules, icon=":material/library_books:")  # fmt: skip
    if not more.open:
        return
    with more:
        st.caption(say("rules.write.start_how"))
        label = say("rules.write.take_all", n=len(offered)) if len(offered) > 1 else say("rules.write.take_last")
        st.button(label, key="take_all", type=frame.lead(),
                  icon=":material/done_all:", on_click=_take, args=(offered,))  # fmt: skip
        group = ""
        for id in offered:
            template = starters.template(id)
            if template is None:
                continue
            if template.group != group:
                group = template.group
                st.markdown(f"**{starters.groups[group]}**")
            with st.container(border=True, gap="xsmall"):
                st.markdown(template.expectation)
                st.markdown(f":small[{say('rules.write.reason', what=template.reason)}  \n"
                            f"{say('rules.write.consequence', what=template.consequence)}]")  # fmt: skip
                st.button(say("rules.write.take"), key=f"take_{id}", icon=":material/add:", on_click=_take,
                          args=((id,),), help=template.expectation)  # fmt: skip


def _take(ids: tuple[str, ...]) -> None:
    def make(work: Workbook) -> tuple[Rule, ...]:
        taken = {rule.template for rule in work.dealings.rules}
        return tuple(adopt_template(rule_starters(), id) for id in ids if id not in taken)

    add_rules(make)


# ── the owner's rules ────────────────────────────────────────────────────────────────────────────────────────────


def _draw_rules(work: Workbook) -> None:
    st.markdown(f"**{say('rules.write.yours')}**")
    if not work.dealings.rules:
        st.caption(say("rules.write.none"))
    group = None
    for rule in order_rules(work.dealings.rules):
        if rule.group != group:
            group = rule.group
            st.markdown(f"*{esc(group) if group else say('rules.write.no_group')}*")
        _draw_rule(rule, work)
    key = state.widget_key("rule_own")

    def add() -> None:
        words = str(st.session_state[key] or "").strip()[:_LONG]
        if words:
            rule = Rule(expectation=words)
            add_rules(lambda _: (rule,))
            _open(rule.id)
            st.session_state[key] = ""

    st.text_input(say("rules.write.own"), key=key, max_chars=_LONG, placeholder=say("rules.write.own_example"),
                  on_change=add)  # fmt: skip
    st.button(say("rules.write.own_add"), key="rule_own_add", icon=":material/add:")


def _draw_rule(rule: Rule, work: Workbook) -> None:
    """The rule as it reads, and its fields while it is being changed."""
    changing = st.session_state.get(keys.RULES_OPEN) == rule.id
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{esc(rule.expectation)}**")
        told = [say(f"rules.write.{part}", what=getattr(rule, part)) for part in _TOLD if getattr(rule, part)]
        if told:
            lines = "  \n".join(told)
            st.markdown(f":small[{lines}]")
        st.button(say("rules.write.close" if changing else "rules.write.change"), key=f"change_{rule.id}",
                  type="tertiary", icon=":material/check:" if changing else ":material/edit:",
                  on_click=_open, args=(None if changing else rule.id,), help=esc(rule.expectation[:80]))  # fmt: skip
        if changing:
            _draw_fields(rule, work)


def _open(id: str | None) -> None:
    st.session_state[keys.RULES_OPEN] = id


def _draw_fields(rule: Rule, work: Workbook) -> None:
    def keep_words(words: str) -> None:
        if words:
            change_rule(rule.id, expectation=words)

    def key(part: str) -> str:
        return state.widget_key("rule", rule.id, part)

    fair.write(say("rules.write.expectation"), key=key("expectation"), stored=rule.expectation, keep=keep_words)
    if not str(st.session_state[key("expectation")] or "").strip():
        st.caption(say("rules.write.never_empty"))
    fair.write(say("rules.write.why"), key=key("reason"), stored=rule.reason,
               keep=lambda words: change_rule(rule.id, reason=words))  # fmt: skip
    fair.write(say("rules.write.otherwise"), key=key("consequence"), stored=rule.consequence,
               keep=lambda words: change_rule(rule.id, consequence=words))  # fmt: skip
    _pick_group(rule, work, key("group"))
    _pick_trouble(rule, work, key("about"))
    _type_follow_up(rule, key("follow_up"))
    st.button(say("rules.write.remove"), key=key("remove"), icon=":material/delete:", on_click=_remove,
              args=(rule.id,))  # fmt: skip


def _pick_group(rule: Rule, work: Workbook, key: str) -> None:
    groups = list(dict.fromkeys([*rule_starters().groups.values(), *(r.group for r in work.dealings.rules if r.group)]))
    if key not in st.session_state:
        st.session_state[key] = rule.group or None

    def keep() -> None:
        change_rule(rule.id, group=str(st.session_state[key] or "").strip()[:_NAME])

    st.selectbox(say("rules.write.group"), groups, key=key, index=None, accept_new_options=True, on_change=keep,
                 help=say("rules.write.group_help"), placeholder=say("rules.write.no_group"))  # fmt: skip


def _pick_trouble(rule: Rule, work: Workbook, key: str) -> None:
    columns = [behaviour.column for behaviour in list_behaviours(work)]
    if rule.about and rule.about not in columns:
        columns.append(rule.about)
    if key not in st.session_state:
        st.session_state[key] = rule.about

    def keep() -> None:
        change_rule(rule.id, about=st.session_state[key])
        touch()

    st.selectbox(say("rules.write.about"), columns, key=key, index=None, on_change=keep,
                 format_func=lambda column: trouble_words(column, work),
                 placeholder=say("rules.write.about_none"))  # fmt: skip


def _type_follow_up(rule: Rule, key: str) -> None:
    if key not in st.session_state:
        st.session_state[key] = rule.follow_up

    def keep() -> None:
        change_rule(rule.id, follow_up=str(st.session_state[key] or "").strip())

    st.text_input(say("rules.write.follow"), key=key, max_chars=_NAME, live="500ms", on_change=keep,
                  help=say("rules.write.follow_help"))  # fmt: skip


def _remove(id: str) -> None:
    drop_item("rules", id)
    frame.notify(say("rules.write.removed"))
    touch()
