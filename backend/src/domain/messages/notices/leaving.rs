//! Notices of data exports and of deletion: a subject and a sentence each, in four languages.

use vestibule_shared::text::Language::{self, De, En, Fr, Nl};

use super::super::Sender;

/// An action of a person on all data stored about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// They took a data export.
    Copied,
    /// They requested the deletion of their account.
    Asked {
        /// After how many days.
        days: u32,
    },
    /// They cancelled the deletion.
    Kept,
    /// The account stays, because it is staff now.
    Stays,
    /// It was deleted.
    Erased,
}

impl Leave {
    /// All variants.
    #[cfg(test)]
    pub(super) const ALL: [Self; 6] = [
        Self::Copied,
        Self::Asked { days: 1 },
        Self::Asked { days: 14 },
        Self::Kept,
        Self::Stays,
        Self::Erased,
    ];

    /// The name towards gateways.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Copied => "data_copied",
            Self::Asked { .. } => "deletion_asked",
            Self::Kept => "deletion_cancelled",
            Self::Stays => "deletion_refused",
            Self::Erased => "account_deleted",
        }
    }

    /// Fills in the waiting time, and the link to the page that cancels the deletion.
    pub(super) fn fill(self, says: &str, from: &Sender<'_>, lang: Language) -> String {
        let Self::Asked { days } = self else { return says.to_owned() };
        let link = format!("{}/account/security", from.origin);
        says.replace("{days}", &in_days(days, lang)).replace("{link}", &link)
    }
}

fn in_days(days: u32, lang: Language) -> String {
    match (lang, days) {
        (Nl, 1) => "over 1 dag".into(),
        (Nl, _) => format!("over {days} dagen"),
        (Fr, 1) => "dans 1 jour".into(),
        (Fr, _) => format!("dans {days} jours"),
        (De, 1) => "in 1 Tag".into(),
        (De, _) => format!("in {days} Tagen"),
        (En, 1) => "in 1 day".into(),
        (En, _) => format!("in {days} days"),
    }
}

pub(super) const fn words(what: Leave, lang: Language) -> [&'static str; 2] {
    match lang {
        Nl => dutch(what),
        Fr => french(what),
        De => german(what),
        En => english(what),
    }
}

const fn dutch(what: Leave) -> [&'static str; 2] {
    match what {
        Leave::Copied => [
            "Een kopie van uw gegevens is opgehaald",
            "Met uw account bij {service} is een kopie opgehaald van alles wat we over u bewaren.",
        ],
        Leave::Asked { .. } => [
            "Uw account wordt verwijderd",
            "U hebt gevraagd om uw account bij {service} te verwijderen. Dat doen we {days}. Tot dan blijft alles \
             werken.\n\nBedenkt u zich? Log in en kies \"Mijn account behouden\":\n{link}",
        ],
        Leave::Kept => [
            "Uw account blijft",
            "Uw account bij {service} wordt niet verwijderd. U kunt het gewoon blijven gebruiken.",
        ],
        Leave::Stays => [
            "Uw account is niet verwijderd",
            "U had gevraagd om uw account bij {service} te verwijderen. Intussen hebt u een rol gekregen waarmee u \
             anderen helpt, en daarom is het gebleven. Geef eerst die rol op en vraag het dan opnieuw.",
        ],
        Leave::Erased => [
            "Uw account is verwijderd",
            "Uw account bij {service} is verwijderd, met alles wat we over u bewaarden. Ons logboek zegt nog dat er \
             iets is gebeurd, maar niet meer met wie. Dit is onze laatste mail. U kunt zich altijd opnieuw registreren.",
        ],
    }
}

const fn french(what: Leave) -> [&'static str; 2] {
    match what {
        Leave::Copied => [
            "Une copie de vos données a été téléchargée",
            "Une copie de tout ce que nous conservons à votre sujet a été téléchargée avec votre compte {service}.",
        ],
        Leave::Asked { .. } => [
            "Votre compte sera supprimé",
            "Vous avez demandé la suppression de votre compte {service}. Nous le supprimerons {days}. D'ici là, tout \
             continue de fonctionner.\n\nVous changez d'avis ? Connectez-vous et choisissez « Garder mon compte » \
             :\n{link}",
        ],
        Leave::Kept => [
            "Votre compte est conservé",
            "Votre compte {service} ne sera pas supprimé. Vous pouvez continuer à l'utiliser normalement.",
        ],
        Leave::Stays => [
            "Votre compte n'a pas été supprimé",
            "Vous aviez demandé la suppression de votre compte {service}. Entre-temps, vous avez reçu un rôle qui vous \
             permet d'aider d'autres personnes, et le compte a été conservé. Renoncez d'abord à ce rôle, puis \
             refaites votre demande.",
        ],
        Leave::Erased => [
            "Votre compte est supprimé",
            "Votre compte {service} est supprimé, avec tout ce que nous conservions à votre sujet. Notre journal dit \
             encore que quelque chose s'est passé, mais plus avec qui. Ceci est notre dernier e-mail. Vous pourrez \
             toujours vous inscrire à nouveau.",
        ],
    }
}

const fn german(what: Leave) -> [&'static str; 2] {
    match what {
        Leave::Copied => [
            "Eine Kopie Ihrer Daten wurde abgerufen",
            "Mit Ihrem Konto bei {service} wurde eine Kopie von allem abgerufen, was wir über Sie aufbewahren.",
        ],
        Leave::Asked { .. } => [
            "Ihr Konto wird gelöscht",
            "Sie möchten Ihr Konto bei {service} löschen lassen. Das geschieht {days}. Bis dahin funktioniert alles wie \
             bisher.\n\nHaben Sie es sich anders überlegt? Melden Sie sich an und wählen Sie \"Mein Konto \
             behalten\":\n{link}",
        ],
        Leave::Kept => [
            "Ihr Konto bleibt",
            "Ihr Konto bei {service} wird nicht gelöscht. Sie können es weiter wie gewohnt benutzen.",
        ],
        Leave::Stays => [
            "Ihr Konto wurde nicht gelöscht",
            "Sie wollten Ihr Konto bei {service} löschen lassen. Inzwischen haben Sie eine Rolle bekommen, mit der Sie \
             anderen helfen, und deshalb ist es geblieben. Geben Sie zuerst diese Rolle ab und bitten Sie dann erneut \
             darum.",
        ],
        Leave::Erased => [
            "Ihr Konto ist gelöscht",
            "Ihr Konto bei {service} ist gelöscht, mit allem, was wir über Sie aufbewahrt haben. Unser Protokoll sagt \
             noch, dass etwas geschehen ist, aber nicht mehr, mit wem. Das ist unsere letzte E-Mail. Sie können sich \
             jederzeit neu registrieren.",
        ],
    }
}

const fn english(what: Leave) -> [&'static str; 2] {
    match what {
        Leave::Copied => [
            "A copy of your data was taken",
            "A copy of everything that we keep about you was taken with your {service} account.",
        ],
        Leave::Asked { .. } => [
            "Your account will be deleted",
            "You asked us to delete your {service} account. We will do so {days}. Until then everything keeps \
             working.\n\nChanged your mind? Log in and choose \"Keep my account\":\n{link}",
        ],
        Leave::Kept => [
            "Your account stays",
            "Your {service} account will not be deleted. You can go on using it as before.",
        ],
        Leave::Stays => [
            "Your account was not deleted",
            "You had asked us to delete your {service} account. Since then you were given a role in which you help \
             others, so it has stayed. Give up that role first, and then ask again.",
        ],
        Leave::Erased => [
            "Your account has been deleted",
            "Your {service} account has been deleted, with everything that we kept about you. Our log still says that \
             something happened, but no longer to whom. This is our last mail. You can always register again.",
        ],
    }
}
