-- Each year's places of the reader's municipalities.
select municipality, year, agreed, persons from {quota} where kind = 'places' order by year, municipality
