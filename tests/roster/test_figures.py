"""Figures from sales, each worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.roster import (
    Sale,
    Sales,
    annual_value,
    find_trend,
    sum_sales,
    sum_years,
)


def sold(amount, day, client="a"):
    return Sale(client, amount, date.fromisoformat(day))


def figures_of(*sales):
    return sum_sales(Sales.of(sales), date(2025, 12, 31))["a"]


def test_average_frequency_and_span():
    figures = figures_of(
        sold(300, "2024-03-15"), sold(50, "2020-03-15", "b"), sold(100, "2023-07-01"), sold(-40, "2024-04-01")
    )
    assert (figures.sales, figures.income, figures.average_sale) == (2, 360, 180)
    # July 2023 to December 2025: 30 months, 2.5 years
    assert figures.frequency == pytest.approx(0.8)
    assert figures.annual_value == pytest.approx(144)
    assert (figures.first_date, figures.last_date) == (date(2023, 7, 1), date(2024, 3, 15))


def test_a_young_client_counts_a_whole_year():
    assert figures_of(sold(50, "2025-11-01"), sold(50, "2025-12-01")).frequency == 2


def test_only_credit_notes_are_no_sale():
    figures = figures_of(sold(-10, "2025-01-01"))
    assert (figures.sales, figures.average_sale, figures.frequency, figures.annual_value) == (0, None, None, None)


YEARS = sum_years(
    Sales.of([
        sold(100, "2023-02-01", "a"),
        sold(100, "2023-05-01", "b"),
        sold(100, "2024-02-01", "a"),
        sold(200, "2024-06-01", "c"),
        sold(100, "2025-03-01", "a"),
        sold(100, "2025-12-01", "c"),
        sold(40, "2026-01-05", "a"),
    ])
)  # fmt: skip


def test_years_and_who_came_back():
    assert [(y.year, y.clients, y.sales, y.income, y.retention, y.whole) for y in YEARS] == [
        (2023, 2, 2, 200, None, True),
        (2024, 2, 2, 300, 0.5, True),
        (2025, 2, 2, 200, 1.0, True),
        (2026, 1, 1, 40, 0.5, False),
    ]
    assert [y.average_sale for y in YEARS] == [100, 150, 100, 40]


def test_trend_compares_whole_years():
    income = find_trend(YEARS, "income")
    assert income is not None
    assert (income.direction, income.years) == ("down", (2024, 2025))
    assert income.change == pytest.approx(-1 / 3)
    retention, clients = find_trend(YEARS, "retention"), find_trend(YEARS, "clients")
    assert (retention and retention.direction, clients and clients.direction) == ("up", "steady")
    assert find_trend(YEARS[:1], "income") is None
    assert sum_years(Sales.of([Sale("a", 10.0)])) == ()


def test_annual_value_is_given_or_computed():
    assert annual_value({"annual_value": 500, "average_sale": 10, "frequency": 3}) == 500
    assert annual_value({"average_sale": 10, "frequency": 3}) == 30
    assert annual_value({"average_sale": 10}) is None
    assert annual_value({"annual_value": True}) is None


@given(
    st.lists(
        st.builds(
            Sale,
            st.sampled_from("abc"),
            st.integers(-50, 100).map(float),
            st.dates(date(2018, 1, 1), date(2026, 12, 31)),
        ),
        min_size=1,
    )
)
def test_years_lose_no_income_and_retention_is_a_share(sales):
    years = sum_years(Sales.of(sales))
    assert sum(y.income for y in years) == sum(s.amount for s in sales)
    assert sum(y.sales for y in years) == sum(s.amount > 0 for s in sales)
    assert all(y.retention is None or 0 <= y.retention <= 1 for y in years)
    assert [y.year for y in years] == list(range(years[0].year, years[-1].year + 1))
