-- Functions, aggregates and a type that the SQL of the models presumes and PostgreSQL has not, made in a new database
-- before the models are built: see `postgres.py` and the variants `postgres__…` in dbt_project/macros/dialect.

-- The type as DuckDB and Spark call it.
create domain double as double precision;

create function year(day date) returns integer language sql immutable parallel safe
return cast(extract(year from day) as integer);

create function month(day date) returns integer language sql immutable parallel safe
return cast(extract(month from day) as integer);

create function day(day date) returns integer language sql immutable parallel safe
return cast(extract(day from day) as integer);

create function last_day(day date) returns date language sql immutable parallel safe
return cast(date_trunc('month', cast(day as timestamp)) + interval '1 month' - interval '1 day' as date);

create function day_within(day date, first_day date, last_day date) returns date language sql immutable parallel safe
return case when day between first_day and last_day then day end;

create function contains(text text, part text) returns boolean language sql immutable parallel safe
return position(part in text) > 0;

-- Texts as dates and numbers; NULL for what is none. A block that catches the error of a cast would open a
-- subtransaction for every cell, so they look first.

-- Year, month and day with hyphens between them.
create function try_date(text text) returns date language plpgsql immutable strict parallel safe as $$
declare
    parts integer[];
    days integer;
begin
    if text !~ '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$' then return null; end if;
    parts := string_to_array(text, '-');
    if parts[1] < 1 or parts[2] not between 1 and 12 or parts[3] < 1 then return null; end if;
    days := case
        when parts[2] in (4, 6, 9, 11) then 30
        when parts[2] <> 2 then 31
        when parts[1] % 4 = 0 and (parts[1] % 100 <> 0 or parts[1] % 400 = 0) then 29
        else 28
    end;
    return case when parts[3] <= days then make_date(parts[1], parts[2], parts[3]) end;
end
$$;

-- The first three letters of a month, day and year: Nov 24 2026.
create function try_english_date(text text) returns date language sql immutable strict parallel safe
return try_date(
    split_part(text, ' ', 3) || '-'
    || array_position(
        '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}', lower(split_part(text, ' ', 1))
    )
    || '-' || split_part(text, ' ', 2)
);

create function decimal_within(number numeric, digits integer, decimals integer) returns numeric
language sql immutable strict parallel safe
return case when abs(round(number, decimals)) < power(10::numeric, digits - decimals) then round(number, decimals) end;

create function try_decimal(text text, digits integer, decimals integer) returns numeric
language plpgsql immutable strict parallel safe as $$
begin
    if text !~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$' then return null; end if;
    return decimal_within(cast(text as numeric), digits, decimals);
end
$$;

create function try_double(text text) returns double precision language plpgsql immutable strict parallel safe as $$
begin
    if text !~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$' then return null; end if;
    return cast(text as double precision);
end
$$;

create function try_integer(number double precision) returns integer language sql immutable strict parallel safe
return case when abs(number) < 2147483648 then cast(number as integer) end;

create function try_integer(text text) returns integer language plpgsql immutable strict parallel safe as $$
begin
    if text !~ '^[+-]?[0-9]{1,9}$' then return null; end if;
    return cast(text as integer);
end
$$;

create function try_bigint(number numeric) returns bigint language sql immutable strict parallel safe
return case when abs(number) < 9223372036854775808 then cast(number as bigint) end;

-- Rounding: a tie away from zero, whatever the type, and a tie to the even digit.

create function half_away(number numeric) returns numeric language sql immutable strict parallel safe
return round(number);

create function half_away(number double precision, decimals integer default 0) returns double precision
language sql immutable strict parallel safe
return sign(number) * floor(abs(number) * power(10::double precision, decimals) + 0.5)
    / power(10::double precision, decimals);

create function half_even(number double precision, decimals integer) returns numeric
language plpgsql immutable strict parallel safe as $$
declare
    shifted numeric := cast(cast(number as text) as numeric) * power(10::numeric, decimals);
    rounded numeric := round(shifted);
begin
    if abs(shifted - trunc(shifted)) = 0.5 and rounded % 2 <> 0 then rounded := trunc(shifted); end if;
    return rounded / power(10::numeric, decimals);
end
$$;

-- Of the rows of a group, which are alike in it, the first value.

create function first_of(state anyelement, value anyelement) returns anyelement
language sql immutable strict parallel safe as $$ select state $$;

create aggregate any_value (anyelement) (sfunc = first_of, stype = anyelement, parallel = safe);
