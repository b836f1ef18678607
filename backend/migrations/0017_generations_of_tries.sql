-- A try is given back only to the count that it was counted in: each right code, and each rest, begins another.
alter table factor_tries add column generation bigint not null default 0;
