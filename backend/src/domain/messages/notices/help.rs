//! Notices of what the help desk did: a subject and a sentence each, in four languages.

use vestibule_shared::{
    factor::FactorKind,
    text::Language::{self, De, En, Fr, Nl},
};

use super::{super::Sender, words::method};

/// What the help desk did, or was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// It unlocked the account.
    Unlocked,
    /// It ended all sessions.
    SessionsEnded,
    /// It removed all remembered browsers.
    BrowsersForgotten,
    /// It corrected the number before activation.
    PhoneCorrected,
    /// It removed a method.
    MethodReset(FactorKind),
    /// It removes a method after the waiting time.
    ResetPlanned {
        /// Which kind.
        kind: FactorKind,
        /// After how many hours it is removed.
        hours: u32,
    },
    /// The planned removal was cancelled.
    ResetCancelled(FactorKind),
    /// It gave an access code.
    CodeGiven {
        /// How many minutes it is valid.
        minutes: i64,
    },
    /// The access code was used to set up a method.
    CodeUsed,
    /// It allowed a method to be used after its last day.
    ExceptionGiven(FactorKind),
    /// A caller was not identified as the person.
    CallFailed,
}

impl Help {
    /// All variants, with one kind of method.
    #[cfg(test)]
    pub(super) const ALL: [Self; 11] = [
        Self::Unlocked,
        Self::SessionsEnded,
        Self::BrowsersForgotten,
        Self::PhoneCorrected,
        Self::MethodReset(FactorKind::App),
        Self::ResetPlanned { kind: FactorKind::App, hours: 24 },
        Self::ResetCancelled(FactorKind::App),
        Self::CodeGiven { minutes: 97 },
        Self::CodeUsed,
        Self::ExceptionGiven(FactorKind::Sms),
        Self::CallFailed,
    ];

    /// The name towards gateways.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unlocked => "help_unlocked",
            Self::SessionsEnded => "help_sessions_ended",
            Self::BrowsersForgotten => "help_browsers_forgotten",
            Self::PhoneCorrected => "help_phone_corrected",
            Self::MethodReset(_) => "help_method_reset",
            Self::ResetPlanned { .. } => "help_reset_planned",
            Self::ResetCancelled(_) => "help_reset_cancelled",
            Self::CodeGiven { .. } => "help_code_given",
            Self::CodeUsed => "help_code_used",
            Self::ExceptionGiven(_) => "help_exception_given",
            Self::CallFailed => "help_call_failed",
        }
    }

    /// Fills in the method and the waiting time.
    pub(super) fn fill(self, says: &str, lang: Language) -> String {
        match self {
            Self::MethodReset(kind) | Self::ResetCancelled(kind) | Self::ExceptionGiven(kind) => {
                says.replace("{method}", method(kind, lang))
            }
            Self::ResetPlanned { kind, hours } => {
                let says = says.replace("{method}", method(kind, lang));
                says.replace("{hours}", &in_hours(hours, lang))
            }
            Self::CodeGiven { minutes } => says.replace("{minutes}", &minutes.to_string()),
            _ => says.to_owned(),
        }
    }
}

fn in_hours(hours: u32, lang: Language) -> String {
    match (lang, hours) {
        (Nl, _) => format!("over {hours} uur"),
        (Fr, 1) => "dans 1 heure".into(),
        (Fr, _) => format!("dans {hours} heures"),
        (De, 1) => "in 1 Stunde".into(),
        (De, _) => format!("in {hours} Stunden"),
        (En, 1) => "in 1 hour".into(),
        (En, _) => format!("in {hours} hours"),
    }
}

/// The text before the link that cancels a reset.
pub(super) const fn keep_it(lang: Language) -> &'static str {
    match lang {
        Nl => {
            "Was u dit niet? Klik dan op deze link. De methode blijft, en we waarschuwen de helpdesk:"
        }
        Fr => {
            "Ce n'était pas vous ? Cliquez sur ce lien. La méthode reste, et nous avertissons le service d'assistance :"
        }
        De => {
            "Waren Sie das nicht? Klicken Sie auf diesen Link. Die Methode bleibt, und wir warnen den Helpdesk:"
        }
        En => "Was this not you? Click this link. The method stays, and we warn the help desk:",
    }
}

/// The text message to the number of a method that is to be removed, or of its owner.
pub fn reset_sms(from: &Sender<'_>, lang: Language) -> String {
    let service = from.service;
    match lang {
        Nl => format!(
            "{service}: de helpdesk is gevraagd een methode om in te loggen te verwijderen. Was u dit niet? Kijk in uw mail."
        ),
        Fr => format!(
            "{service} : on a demandé de supprimer une méthode de connexion. Pas vous ? Consultez vos e-mails."
        ),
        De => format!(
            "{service}: Der Helpdesk soll eine Methode zum Anmelden entfernen. Nicht Sie? Siehe E-Mail."
        ),
        En => format!(
            "{service}: the help desk was asked to remove a way to log in. Not you? See your e-mail."
        ),
    }
}

pub(super) const fn dutch(help: Help) -> [&'static str; 2] {
    match help {
        Help::Unlocked => [
            "De helpdesk heeft uw account ontgrendeld",
            "De helpdesk heeft uw account bij {service} ontgrendeld. De vorige activeringscode werkt niet meer: \
             vraag een nieuwe.",
        ],
        Help::SessionsEnded => [
            "U bent overal uitgelogd",
            "De helpdesk heeft u bij {service} overal uitgelogd. Log opnieuw in om verder te werken.",
        ],
        Help::BrowsersForgotten => [
            "Uw browsers zijn vergeten",
            "De helpdesk heeft alle browsers vergeten die {service} voor u onthield. Bij de volgende keer inloggen \
             vragen we overal weer de tweede stap.",
        ],
        Help::PhoneCorrected => [
            "De helpdesk heeft uw mobiele nummer verbeterd",
            "De helpdesk heeft het mobiele nummer van uw account bij {service} verbeterd en er een nieuwe \
             activeringscode naartoe gestuurd.",
        ],
        Help::MethodReset(_) => [
            "De helpdesk heeft een methode verwijderd",
            "De helpdesk heeft een methode voor de tweestapsverificatie van uw account bij {service} verwijderd: \
             {method}. U bent overal uitgelogd.",
        ],
        Help::ResetPlanned { .. } => [
            "Een methode om in te loggen wordt verwijderd",
            "Iemand heeft de helpdesk gevraagd een methode voor de tweestapsverificatie van uw account bij {service} \
             te verwijderen: {method}. Dat gebeurt {hours}.",
        ],
        Help::ResetCancelled(_) => [
            "Een methode om in te loggen blijft",
            "De helpdesk verwijdert deze methode van uw account bij {service} niet: {method}.",
        ],
        Help::CodeGiven { .. } => [
            "De helpdesk heeft een eenmalige code gegeven",
            "De helpdesk heeft een eenmalige code gegeven voor uw account bij {service}. Samen met uw wachtwoord kan \
             daarmee binnen {minutes} minuten een nieuwe methode worden ingesteld.",
        ],
        Help::CodeUsed => [
            "De code van de helpdesk is gebruikt",
            "Iemand heeft met uw wachtwoord en een code van de helpdesk uw account bij {service} geopend, en mag nu \
             een nieuwe methode instellen. Daarna werken de oude niet meer.",
        ],
        Help::ExceptionGiven(_) => [
            "U mag een methode langer gebruiken",
            "De helpdesk laat u deze methode voor de tweestapsverificatie van uw account bij {service} langer \
             gebruiken dan anderen: {method}. Stel toch al een andere in.",
        ],
        Help::CallFailed => [
            "Iemand belde de helpdesk in uw naam",
            "Iemand zei aan de telefoon met de helpdesk van {service} dat u het was, en de controle is mislukt. Er is \
             niets gewijzigd. Was u dit niet, kies dan een nieuw wachtwoord.",
        ],
    }
}

pub(super) const fn french(help: Help) -> [&'static str; 2] {
    match help {
        Help::Unlocked => [
            "L'assistance a débloqué votre compte",
            "Le service d'assistance a débloqué votre compte {service}. Le code d'activation précédent ne fonctionne \
             plus : demandez-en un nouveau.",
        ],
        Help::SessionsEnded => [
            "Vous êtes déconnecté partout",
            "Le service d'assistance vous a déconnecté partout de {service}. Connectez-vous à nouveau pour continuer.",
        ],
        Help::BrowsersForgotten => [
            "Vos navigateurs ont été oubliés",
            "Le service d'assistance a oublié tous les navigateurs que {service} retenait pour vous. À la prochaine \
             connexion, la deuxième étape sera de nouveau demandée partout.",
        ],
        Help::PhoneCorrected => [
            "L'assistance a corrigé votre numéro de mobile",
            "Le service d'assistance a corrigé le numéro de mobile de votre compte {service} et y a envoyé un nouveau \
             code d'activation.",
        ],
        Help::MethodReset(_) => [
            "L'assistance a supprimé une méthode",
            "Le service d'assistance a supprimé une méthode de vérification en deux étapes de votre compte {service} : \
             {method}. Vous êtes déconnecté partout.",
        ],
        Help::ResetPlanned { .. } => [
            "Une méthode de connexion sera supprimée",
            "Quelqu'un a demandé au service d'assistance de supprimer une méthode de vérification en deux étapes de \
             votre compte {service} : {method}. Ce sera fait {hours}.",
        ],
        Help::ResetCancelled(_) => [
            "Une méthode de connexion reste",
            "Le service d'assistance ne supprimera pas cette méthode de votre compte {service} : {method}.",
        ],
        Help::CodeGiven { .. } => [
            "L'assistance a donné un code à usage unique",
            "Le service d'assistance a donné un code à usage unique pour votre compte {service}. Avec votre mot de \
             passe, il permet de configurer une nouvelle méthode pendant {minutes} minutes.",
        ],
        Help::CodeUsed => [
            "Le code de l'assistance a été utilisé",
            "Quelqu'un a ouvert votre compte {service} avec votre mot de passe et un code du service d'assistance, et \
             peut maintenant configurer une nouvelle méthode. Ensuite, les anciennes ne fonctionneront plus.",
        ],
        Help::ExceptionGiven(_) => [
            "Vous pouvez utiliser une méthode plus longtemps",
            "Le service d'assistance vous laisse utiliser plus longtemps que les autres cette méthode de vérification \
             en deux étapes de votre compte {service} : {method}. Configurez-en déjà une autre.",
        ],
        Help::CallFailed => [
            "Quelqu'un a appelé l'assistance en votre nom",
            "Au téléphone avec le service d'assistance de {service}, quelqu'un s'est présenté comme vous et la \
             vérification a échoué. Rien n'a été modifié. Si ce n'était pas vous, choisissez un nouveau mot de passe.",
        ],
    }
}

pub(super) const fn german(help: Help) -> [&'static str; 2] {
    match help {
        Help::Unlocked => [
            "Der Helpdesk hat Ihr Konto entsperrt",
            "Der Helpdesk hat Ihr Konto bei {service} entsperrt. Der bisherige Aktivierungscode funktioniert nicht \
             mehr: Fordern Sie einen neuen an.",
        ],
        Help::SessionsEnded => [
            "Sie sind überall abgemeldet",
            "Der Helpdesk hat Sie bei {service} überall abgemeldet. Melden Sie sich neu an, um weiterzuarbeiten.",
        ],
        Help::BrowsersForgotten => [
            "Ihre Browser wurden vergessen",
            "Der Helpdesk hat alle Browser vergessen, die sich {service} für Sie gemerkt hatte. Beim nächsten Anmelden \
             fragen wir überall wieder nach dem zweiten Schritt.",
        ],
        Help::PhoneCorrected => [
            "Der Helpdesk hat Ihre Mobilnummer berichtigt",
            "Der Helpdesk hat die Mobilnummer Ihres Kontos bei {service} berichtigt und einen neuen Aktivierungscode \
             dorthin geschickt.",
        ],
        Help::MethodReset(_) => [
            "Der Helpdesk hat eine Methode entfernt",
            "Der Helpdesk hat eine Methode der Zwei-Schritt-Prüfung Ihres Kontos bei {service} entfernt: {method}. \
             Sie sind überall abgemeldet.",
        ],
        Help::ResetPlanned { .. } => [
            "Eine Methode zum Anmelden wird entfernt",
            "Jemand hat den Helpdesk gebeten, eine Methode der Zwei-Schritt-Prüfung Ihres Kontos bei {service} zu \
             entfernen: {method}. Das geschieht {hours}.",
        ],
        Help::ResetCancelled(_) => [
            "Eine Methode zum Anmelden bleibt",
            "Der Helpdesk entfernt diese Methode Ihres Kontos bei {service} nicht: {method}.",
        ],
        Help::CodeGiven { .. } => [
            "Der Helpdesk hat einen einmaligen Code gegeben",
            "Der Helpdesk hat einen einmaligen Code für Ihr Konto bei {service} gegeben. Mit Ihrem Passwort kann damit \
             {minutes} Minuten lang eine neue Methode eingerichtet werden.",
        ],
        Help::CodeUsed => [
            "Der Code des Helpdesks wurde verwendet",
            "Jemand hat Ihr Konto bei {service} mit Ihrem Passwort und einem Code des Helpdesks geöffnet und darf jetzt \
             eine neue Methode einrichten. Danach funktionieren die alten nicht mehr.",
        ],
        Help::ExceptionGiven(_) => [
            "Sie dürfen eine Methode länger verwenden",
            "Der Helpdesk lässt Sie diese Methode der Zwei-Schritt-Prüfung Ihres Kontos bei {service} länger \
             verwenden als andere: {method}. Richten Sie trotzdem schon eine andere ein.",
        ],
        Help::CallFailed => [
            "Jemand hat in Ihrem Namen den Helpdesk angerufen",
            "Am Telefon mit dem Helpdesk von {service} gab sich jemand für Sie aus, und die Prüfung ist misslungen. Es \
             wurde nichts geändert. Waren Sie das nicht, wählen Sie ein neues Passwort.",
        ],
    }
}

pub(super) const fn english(help: Help) -> [&'static str; 2] {
    match help {
        Help::Unlocked => [
            "The help desk unlocked your account",
            "The help desk unlocked your {service} account. The last activation code no longer works: ask for a new one.",
        ],
        Help::SessionsEnded => [
            "You are logged out everywhere",
            "The help desk logged you out of {service} everywhere. Log in again to go on.",
        ],
        Help::BrowsersForgotten => [
            "Your browsers were forgotten",
            "The help desk forgot every browser that {service} remembered for you. The next time you log in, the second \
             step is asked for everywhere.",
        ],
        Help::PhoneCorrected => [
            "The help desk corrected your mobile number",
            "The help desk corrected the mobile number of your {service} account and sent a new activation code there.",
        ],
        Help::MethodReset(_) => [
            "The help desk removed a method",
            "The help desk removed a method of two-step verification from your {service} account: {method}. You are \
             logged out everywhere.",
        ],
        Help::ResetPlanned { .. } => [
            "A way to log in will be removed",
            "Somebody asked the help desk to remove a method of two-step verification from your {service} account: \
             {method}. That happens {hours}.",
        ],
        Help::ResetCancelled(_) => [
            "A way to log in stays",
            "The help desk does not remove this method of your {service} account: {method}.",
        ],
        Help::CodeGiven { .. } => [
            "The help desk gave a one-time code",
            "The help desk gave a one-time code for your {service} account. With your password it allows a new method \
             to be set up within {minutes} minutes.",
        ],
        Help::CodeUsed => [
            "The code of the help desk was used",
            "Somebody opened your {service} account with your password and a code of the help desk, and may now set up \
             a new method. After that the old ones no longer work.",
        ],
        Help::ExceptionGiven(_) => [
            "You may use a method for longer",
            "The help desk lets you use this two-step verification method of your {service} account for longer than \
             others: {method}. Do set up another one already.",
        ],
        Help::CallFailed => [
            "Somebody called the help desk in your name",
            "On the phone with the help desk of {service} somebody said to be you, and the check failed. Nothing was \
             changed. If this was not you, choose a new password.",
        ],
    }
}
