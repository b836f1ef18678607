-- Clients that have to be notified that a person signed out (OpenID Connect Back-Channel Logout).
--
-- `client_grants.logout_at` says since when a grant has its notice here; 0: its client wants none.
create table logout_notices (
    id text primary key,
    client_id text not null references clients (id) on delete cascade,
    -- By what the client knows the person and the session. Without an account, so that the erasure of one is
    -- announced too; deleted once it was delivered.
    subject text not null,
    sid text not null,
    due_at bigint not null,
    leased_until bigint not null,
    attempts bigint not null,
    -- 1: the client did not answer at all, and none of its other notices is tried before this one.
    holds bigint not null,
    give_up_at bigint not null
);
create unique index logout_notices_session on logout_notices (client_id, sid);
create index logout_notices_due on logout_notices (due_at);

-- Grants whose client may have to be notified when their session ends.
create index client_grants_logout on client_grants (session_id) where logout_at is null;
