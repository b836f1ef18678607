//! A live session: who is signed in, how strongly, and what has to be set up first.

use vestibule_shared::{
    account::Strength, factor::Duty, id::AccountId, policy::Day, problem::Code, staff::Role,
    time::Timestamp,
};

use crate::{
    app::{codec::from_label, problem::Problem},
    db::{self, Reader},
    domain::{
        account::{Person, Profession, capacity::Standing},
        duty::{DutyStatus, Had, Requirement},
        lifecycle::{self, Kinds, Sorted},
    },
    service::{
        accounts::{open_person, role},
        capacities,
        context::Context,
    },
};

/// How long a proof counts as fresh, in seconds.
const FRESH_SECONDS: i64 = 600;

/// A live session, whatever it may do. Only routes that set up a second factor, show who is signed
/// in or sign out use it as it is.
pub struct Session {
    /// The request.
    pub cx: Context,
    /// The session and what it was joined with.
    pub row: db::sessions::SignedIn,
    /// Who it is.
    pub person: Person,
    /// How the person authenticated.
    pub strength: Strength,
    /// The person's staff role.
    pub role: Option<Role>,
    /// The verification status of the capacity.
    pub capacity: Standing,
}

impl Session {
    /// Finds the live session of a request.
    pub async fn find(cx: Context) -> Result<Option<Self>, Problem> {
        if cx.session.is_none() {
            return Ok(None);
        }
        let mut tx = cx.app.db.read().await?;
        let found = Self::load(cx, &mut tx).await?;
        drop(tx);
        Ok(found)
    }

    /// The same, as a transaction sees it: one that stepped it up finds it under its new name.
    pub async fn load(cx: Context, tx: &mut Reader) -> Result<Option<Self>, Problem> {
        let Some(id) = cx.issued.session_digest().or_else(|| cx.session.clone()) else {
            return Ok(None);
        };
        let row = db::sessions::find_signed_in(tx, &id, cx.now).await?;
        row.map_or(Ok(None), |row| Self::admit(cx, row))
    }

    /// Finds the live session of a grant: the request itself carries no session of ours.
    pub async fn of_grant(
        cx: Context,
        tx: &mut Reader,
        grant: (&str, &str),
    ) -> Result<Option<Self>, Problem> {
        let row = db::sessions::find_of_grant(tx, grant, cx.now).await?;
        row.map_or(Ok(None), |row| Self::admit(cx, row))
    }

    /// Admits a session that is live, unless its strength is no longer enough for any use.
    fn admit(cx: Context, row: db::sessions::SignedIn) -> Result<Option<Self>, Problem> {
        let strength: Strength = from_label(&row.strength)?;
        // Begun before there was a factor, perhaps by a person who does not have it: no longer
        // valid (M2).
        let is_one = matches!(strength, Strength::Password | Strength::Provider);
        let is_lost = row.scope != "full";
        if is_one && row.factors > 0 && !is_lost {
            return Ok(None);
        }
        cx.note_account(&row.account_id);
        let person = open_person(&cx.app, &row.account_id, &row.person_sealed)?;
        let role = role(row.role.as_deref())?;
        let asked = cx.app.asks_two_steps_of(person.profession.capacity(), role);
        // A remembered browser is not a second factor for a person who must have one, from that
        // moment on.
        if strength == Strength::Remembered && asked == Requirement::Must {
            return Ok(None);
        }
        let of = person.profession.capacity();
        let capacity = capacities::standing(&cx.app, of, row.finding.as_deref())?;
        Ok(Some(Self { cx, row, person, strength, role, capacity }))
    }

    /// Returns its account.
    pub fn account(&self) -> AccountId {
        AccountId(self.row.account_id.clone())
    }

    /// Returns the profession that applications see.
    pub const fn profession(&self) -> &Profession {
        self.person.profession.as_far_as(self.capacity)
    }

    /// Returns whether a second factor has to be set up (M9): derived at each request, so that it
    /// applies from the moment in which a person becomes a doctor.
    pub fn duty(&self) -> Duty {
        if self.is_lost() {
            return Duty::Lost {};
        }
        let app = &self.cx.app;
        let standing = DutyStatus {
            asked: self.asked(),
            is_staff: self.role.is_some(),
            had: self.had(),
            sorted: self.sorted(),
            strength: match (self.strength, app.card_is_enough()) {
                (Strength::Eid, false) => Strength::Password,
                (strength, _) => strength,
            },
            activated_at: Timestamp(self.row.activated_at.unwrap_or_default()),
            snoozed: self.row.snoozed_at.is_some(),
            was_emptied: self.row.emptied_at.is_some(),
        };
        match (app.duty_policy().duty(&standing, self.cx.now), self.ends_on()) {
            (Duty::Done {}, Some(day)) => Duty::Ending { until: app.calendar().end_of(&day) },
            (duty, _) => duty,
        }
    }

    /// Which kinds of methods the person has.
    fn had(&self) -> Had {
        Had { all: Kinds(self.row.kinds), excepted: Kinds(self.row.excepted) }
    }

    /// What of it is good for what today.
    fn sorted(&self) -> Sorted {
        let (app, had) = (&self.cx.app, self.had());
        let of = self.person.profession.capacity();
        lifecycle::sort(&app.policies.policy(), of, (had.all, had.excepted), &app.today())
    }

    /// The last day of the methods that the person lives on, when all of them end.
    fn ends_on(&self) -> Option<Day> {
        let (app, of) = (&self.cx.app, self.person.profession.capacity());
        // An exception lasts longer than the day that the policy says.
        let usable = self.sorted().usable.filter(|kind| !self.had().excepted.has(kind));
        lifecycle::ends_on(&app.policies.policy(), of, usable, &app.today())
    }

    /// Returns whether this person must have two-step verification.
    pub fn asked(&self) -> Requirement {
        self.cx.app.asks_two_steps_of(self.person.profession.capacity(), self.role)
    }

    /// Returns whether it began because every method was lost, as confirmed by the card or the help
    /// desk: it may set up a new factor, and nothing else.
    pub fn is_lost(&self) -> bool {
        self.row.scope != "full"
    }

    /// Returns the seconds for which the last proof of this session still allows changes.
    pub fn fresh_for(&self) -> u32 {
        self.cx.now.seconds_until(Timestamp(self.row.proved_at).plus_seconds(FRESH_SECONDS))
    }

    /// # Errors
    /// `ProofRequired` when the last proof of an enrolled factor is too old.
    pub fn is_fresh(&self) -> Result<(), Code> {
        if self.fresh_for() > 0 { Ok(()) } else { Err(Code::ProofRequired) }
    }
}
