-- How often which application was used, refused or withdrawn from on a day, without anybody in it.
-- `what` is `signed_in`, `consent_withdrawn`, or `refused.` and the error.
create table application_counts (
    day text not null,
    client_id text not null,
    what text not null,
    counted bigint not null,
    primary key (day, client_id, what)
);
