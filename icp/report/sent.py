"""Referrals: who sent whom, what each source brings, whether good ones send good ones, who leaves too."""

from __future__ import annotations

from collections.abc import Iterator

from icp.export.document import Block, Chart, Figure, Points, Section, Series, Text
from icp.findings.senders import count_sentence, draw_tree, finding, listed, reading
from icp.findings.sources import (
    alike_counts,
    count_shared,
    counts_of,
    deals_share,
    ideal_finding,
    leaving_finding,
    rates_shown,
    source_finding,
    usual_rate,
)
from icp.findings.words import counted, plain, term
from icp.report.reading import MOST, Reading, column, quiet, tabulate

_VERDICTS = {"yes": "yes", "no sign": "no_sign", "too few": "too_few"}
_BRANCHES = 8


def referral_sections(read: Reading) -> Iterator[Section]:
    """The tree, the sources, like sends like, and what each sender brought; nothing while nobody sent anybody."""
    work = read.work
    if not work.clients:
        return
    facts = read.referrals
    if facts.senders:
        yield _tree(read)
    if facts.rates and facts.favourites.any():
        yield _sources(read)
    if facts.sent_by_tier.any():
        yield _alike(read)
    if facts.senders:
        yield _leaving(read)


def _tree(read: Reading) -> Section:
    facts, work = read.referrals, read.work
    terms = term(work, many=True)
    unsaid = quiet(plain("referrals.unsaid", n=int(facts.unsaid.sum()), terms=terms)) if facts.unsaid.any() else ()
    return Section("referrals", count_sentence(facts, work, plain), blocks=(tree_figure(read), *unsaid))


def tree_figure(read: Reading) -> Figure:
    """The referral tree; for programs with charts of their own, what each of the first senders brought."""
    facts, work = read.referrals, read.work
    alt, senders = listed(facts, work), facts.senders[:_BRANCHES]
    by_income = any(sender.value > 0 for sender in senders)
    amounts = tuple(sender.value if by_income else float(sender.clients) for sender in senders)
    series = (Series(plain("report.workbook.column_brought_value" if by_income else "report.workbook.column_brought"),
                     amounts),)  # fmt: skip
    chart = Chart("bar", tuple(each.name for each in senders), series, unit="money" if by_income else "number")
    drawing = draw_tree(facts.tree, work, title=alt)
    said = plain(f"report.debrief.tree_{'income' if by_income else 'clients'}", terms=term(work, many=True))
    return Figure(finding(facts, work, plain), drawing, alt, reading(facts, work, plain), chart, said)


def _sources(read: Reading) -> Section:
    facts = read.referrals
    key, words = source_finding(rates_shown(facts))
    columns = (
        column("source"), column("sent", "number"), column("loved"), column("likely"), column("value", "money"),
        column("says"),
    )  # fmt: skip
    rows = [
        (rate.source, rate.clients, counts_of(rate) if rate.rated else "",
         plain("report.workbook.of_hundred", low=round(100 * rate.low), high=round(100 * rate.high)), rate.value,
         plain(f"report.workbook.{rate.reading}"))
        for rate in facts.rates
    ]  # fmt: skip
    usual = plain("report.workbook.usual", usual=round(100 * usual_rate(facts)))
    said: list[Block] = [Text(sentence) for sentence in _about_sources(read)]
    return Section("sources", plain(key, **words), blocks=(*tabulate(columns, rows), *quiet(usual), *said))


def _about_sources(read: Reading) -> Iterator[str]:
    """Who is shared between sources, and whether ideal clients come from elsewhere."""
    facts, work = read.referrals, read.work
    labels = facts.sources.labels
    if len(labels) > 1:
        both, (i, j) = count_shared(facts, MOST)
        if both[i, j]:
            both_words = counted(int(both[i, j]), work.text("term", "client"))
            words = {"a": labels[i], "b": labels[j], "both": int(both[i, j]), "shared": both_words}
            small = int(min(both[i, i], both[j, j]))
            yield f"{plain('referrals.shared.title_share', **words)} " + plain(
                "referrals.shared.coefficient", **words, small=small)  # fmt: skip
    if facts.mix("favourites") is not None:
        code, values = ideal_finding(facts, work)
        yield plain(f"referrals.ideal.title_{code}", **values)


def _alike(read: Reading) -> Section:
    facts = read.referrals
    key, values = alike_counts(facts)
    blocks: list[Block] = []
    if facts.avatar is not None and facts.scored is not None and facts.scored.weights.any():
        test = facts.test
        blocks.append(Text(plain(f"referrals.alike.{_VERDICTS[test.verdict]}")))
        if test.r is None or test.p is None:
            why = plain("referrals.alike.why_none", links=test.links, referrers=test.referrers)
        else:
            why = plain("referrals.alike.why_test", links=test.links, r=f"{test.r:.2f}", share=deals_share(test.p))
        blocks += quiet(why)
    cautions = (plain("referrals.alike.varies"), plain("referrals.alike.excludes"))
    return Section("alike", plain(key, **values), blocks=(*blocks, *quiet(*cautions)))


def _leaving(read: Reading) -> Section:
    facts, work = read.referrals, read.work
    key, words = leaving_finding(facts, work)
    columns = (
        column("sender"), column("brought", "number"), column("favourites", "number"), column("brought_value", "money"),
        column("own", "money"),
    )  # fmt: skip
    rows = [
        (
            each.name,
            each.clients,
            each.loved,
            each.value if each.value > 0 else None,
            each.own if each.own > 0 else None,
        )
        for each in facts.senders
    ]
    asked = [name for name in (work.text("thank_first"), work.text("introduction_from")) if name]
    blocks = tabulate(columns, rows)
    thanks = (Points((plain("referrals.thank_next", name=asked[0]),)),) if asked else ()
    return Section("leaving", plain(key, **words), blocks=(*blocks, *thanks))
