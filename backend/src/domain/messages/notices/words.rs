//! The words of the notices: a subject and a sentence each, in four languages.

use vestibule_shared::{
    factor::FactorKind::{self, App, Call, Passkey, Platform, SecurityKey, Sms},
    text::Language::{self, De, En, Fr, Nl},
};

use super::{Notice, help, leaving};

/// The name of a method within a sentence.
pub(in crate::domain::messages) const fn method(kind: FactorKind, lang: Language) -> &'static str {
    match (kind, lang) {
        (App, Nl) => "een authenticator-app",
        (App, Fr) => "une application d'authentification",
        (App, De) => "eine Authenticator-App",
        (App, En) => "an authenticator app",
        (Passkey, Nl) => "een passkey",
        (Passkey, Fr) => "une clé d'accès (passkey)",
        (Passkey, De) => "ein Passkey",
        (Passkey, En) => "a passkey",
        (Platform, Nl) => "een vertrouwde computer",
        (Platform, Fr) => "un ordinateur de confiance",
        (Platform, De) => "ein vertrauenswürdiger Computer",
        (Platform, En) => "a trusted computer",
        (SecurityKey, Nl) => "een beveiligingssleutel",
        (SecurityKey, Fr) => "une clé de sécurité",
        (SecurityKey, De) => "ein Sicherheitsschlüssel",
        (SecurityKey, En) => "a security key",
        (Sms, Nl) => "codes per sms",
        (Sms, Fr) => "des codes par SMS",
        (Sms, De) => "Codes per SMS",
        (Sms, En) => "codes by text message",
        (Call, Nl) => "een telefonische oproep",
        (Call, Fr) => "un appel téléphonique",
        (Call, De) => "ein Telefonanruf",
        (Call, En) => "a phone call",
    }
}

/// Subject and sentence.
pub(super) const fn words(notice: Notice, lang: Language) -> [&'static str; 2] {
    match lang {
        Nl => dutch(notice),
        Fr => french(notice),
        De => german(notice),
        En => english(notice),
    }
}

const fn dutch(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "Nieuwe methode om in te loggen",
            "Aan uw account bij {service} is een methode voor de tweestapsverificatie toegevoegd: {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "Een methode om in te loggen is verwijderd",
            "Van uw account bij {service} is een methode voor de tweestapsverificatie verwijderd: {method}.",
        ],
        Notice::CodesRenewed => [
            "Nieuwe herstelcodes",
            "Voor uw account bij {service} zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.",
        ],
        Notice::CodeUsed { .. } => [
            "Een herstelcode is gebruikt",
            "Er is met een herstelcode ingelogd op uw account bij {service}. U hebt er nog {left} over.",
        ],
        Notice::PhoneChanged => [
            "Uw mobiele nummer is gewijzigd",
            "Het mobiele nummer van uw account bij {service} is gewijzigd.",
        ],
        Notice::EmailChanged => [
            "Uw e-mailadres is gewijzigd",
            "Het e-mailadres van uw account bij {service} is gewijzigd. Het nieuwe adres is ook uw gebruikersnaam.",
        ],
        Notice::PasswordChanged => [
            "Uw wachtwoord is gewijzigd",
            "Het wachtwoord van uw account bij {service} is gewijzigd. Overal elders bent u uitgelogd.",
        ],
        Notice::LostEverything => [
            "U stelt de tweestapsverificatie opnieuw in",
            "Iemand heeft met uw eID-kaart aangegeven dat alle methoden van uw account bij {service} verloren \
             zijn, en mag nu een nieuwe instellen. Daarna werken de oude niet meer.",
        ],
        Notice::PasswordGuarded { .. } => [
            "Iemand probeert uw wachtwoord te raden",
            "Voor uw account bij {service} werd {times} keer na elkaar een verkeerd wachtwoord ingegeven. Niemand is \
             binnengeraakt. We vergelijken voorlopig geen wachtwoorden meer die van onbekende browsers komen. In een \
             browser waarmee u al inlogde, logt u in zoals altijd. Elders kan het met uw eID-kaart, met een passkey, \
             of nadat u met een link per mail een nieuw wachtwoord koos.",
        ],
        Notice::StepRests { .. } => [
            "Te veel verkeerde codes",
            "Iemand heeft uw wachtwoord voor {service} juist ingegeven en daarna {tries} keer een verkeerde code. \
             We laten die stap {minutes} minuten rusten. Was u dit niet, kies dan een nieuw wachtwoord.",
        ],
        Notice::IdentityLinked => [
            "Een nieuwe manier om in te loggen",
            "U kunt vanaf nu ook met uw eID-kaart of bij een identiteitsdienst inloggen op uw account bij {service}: er is er een gekoppeld.",
        ],
        Notice::IdentityUnlinked => [
            "Een manier om in te loggen is ontkoppeld",
            "Een eID-kaart of identiteitsdienst is ontkoppeld van uw account bij {service}. Daarmee kunt u niet meer inloggen.",
        ],
        Notice::Undone => [
            "Uw account is beschermd",
            "Iemand meldde \"Was u dit niet?\". Een wijziging van uw account bij {service} is teruggedraaid, overal \
             is uitgelogd, en uw account opent voorlopig alleen met uw eID-kaart.",
        ],
        Notice::RoleChanged => [
            "Uw rol is gewijzigd",
            "Wat u bij {service} voor anderen doet, is gewijzigd. Log opnieuw in om verder te werken.",
        ],
        Notice::Helped(what) => help::dutch(what),
        Notice::Leaving(what) => leaving::words(what, Nl),
    }
}

const fn french(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "Nouvelle méthode de connexion",
            "Une méthode de vérification en deux étapes a été ajoutée à votre compte {service} : {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "Une méthode de connexion a été supprimée",
            "Une méthode de vérification en deux étapes a été supprimée de votre compte {service} : {method}.",
        ],
        Notice::CodesRenewed => [
            "Nouveaux codes de secours",
            "De nouveaux codes de secours ont été créés pour votre compte {service}. Les anciens ne fonctionnent plus.",
        ],
        Notice::CodeUsed { .. } => [
            "Un code de secours a été utilisé",
            "Un code de secours a servi à se connecter à votre compte {service}. Il vous en reste {left}.",
        ],
        Notice::PhoneChanged => [
            "Votre numéro de mobile a été modifié",
            "Le numéro de mobile de votre compte {service} a été modifié.",
        ],
        Notice::EmailChanged => [
            "Votre adresse e-mail a été modifiée",
            "L'adresse e-mail de votre compte {service} a été modifiée. La nouvelle adresse est aussi votre nom \
             d'utilisateur.",
        ],
        Notice::PasswordChanged => [
            "Votre mot de passe a été modifié",
            "Le mot de passe de votre compte {service} a été modifié. Partout ailleurs, vous êtes déconnecté.",
        ],
        Notice::LostEverything => [
            "Vous reconfigurez la vérification en deux étapes",
            "Avec votre carte eID, quelqu'un a signalé que toutes les méthodes de votre compte {service} sont \
             perdues et peut maintenant en configurer une nouvelle. Ensuite, les anciennes ne fonctionneront plus.",
        ],
        Notice::PasswordGuarded { .. } => [
            "Quelqu'un essaie de deviner votre mot de passe",
            "Un mot de passe incorrect a été saisi {times} fois de suite pour votre compte {service}. Personne n'est \
             entré. Pour l'instant, nous ne comparons plus les mots de passe qui viennent de navigateurs inconnus. \
             Dans un navigateur avec lequel vous vous êtes déjà connecté, rien ne change. Ailleurs, utilisez votre \
             carte eID ou une clé d'accès (passkey), ou choisissez un nouveau mot de passe avec un lien par e-mail.",
        ],
        Notice::StepRests { .. } => [
            "Trop de codes incorrects",
            "Quelqu'un a saisi correctement votre mot de passe {service}, puis {tries} codes incorrects. Cette étape \
             est bloquée pendant {minutes} minutes. Si ce n'était pas vous, choisissez un nouveau mot de passe.",
        ],
        Notice::IdentityLinked => [
            "Une nouvelle façon de vous connecter",
            "Votre compte {service} a été associé à une carte eID ou à un service d'identité. Vous pouvez désormais aussi vous connecter ainsi.",
        ],
        Notice::IdentityUnlinked => [
            "Une façon de vous connecter a été dissociée",
            "Une carte eID ou un service d'identité a été dissocié de votre compte {service}. Vous ne pouvez plus vous connecter ainsi.",
        ],
        Notice::Undone => [
            "Votre compte est protégé",
            "Quelqu'un a signalé « ce n'était pas moi ». Une modification de votre compte {service} a été annulée, \
             toutes les sessions sont fermées et, pour l'instant, seule votre carte eID ouvre votre compte.",
        ],
        Notice::RoleChanged => [
            "Votre rôle a changé",
            "Ce que vous faites pour d'autres personnes chez {service} a changé. Connectez-vous à nouveau pour continuer.",
        ],
        Notice::Helped(what) => help::french(what),
        Notice::Leaving(what) => leaving::words(what, Fr),
    }
}

const fn german(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "Neue Methode zum Anmelden",
            "Zu Ihrem Konto bei {service} wurde eine Methode der Zwei-Schritt-Prüfung hinzugefügt: {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "Eine Methode zum Anmelden wurde entfernt",
            "Von Ihrem Konto bei {service} wurde eine Methode der Zwei-Schritt-Prüfung entfernt: {method}.",
        ],
        Notice::CodesRenewed => [
            "Neue Wiederherstellungscodes",
            "Für Ihr Konto bei {service} wurden neue Wiederherstellungscodes erstellt. Die alten funktionieren \
             nicht mehr.",
        ],
        Notice::CodeUsed { .. } => [
            "Ein Wiederherstellungscode wurde verwendet",
            "Mit einem Wiederherstellungscode wurde Ihr Konto bei {service} geöffnet. Sie haben noch {left} übrig.",
        ],
        Notice::PhoneChanged => [
            "Ihre Mobilnummer wurde geändert",
            "Die Mobilnummer Ihres Kontos bei {service} wurde geändert.",
        ],
        Notice::EmailChanged => [
            "Ihre E-Mail-Adresse wurde geändert",
            "Die E-Mail-Adresse Ihres Kontos bei {service} wurde geändert. Die neue Adresse ist auch Ihr \
             Benutzername.",
        ],
        Notice::PasswordChanged => [
            "Ihr Passwort wurde geändert",
            "Das Passwort Ihres Kontos bei {service} wurde geändert. Überall sonst sind Sie abgemeldet.",
        ],
        Notice::LostEverything => [
            "Sie richten die Zwei-Schritt-Prüfung neu ein",
            "Mit Ihrer eID-Karte wurde gemeldet, dass alle Methoden Ihres Kontos bei {service} verloren sind. \
             Jetzt kann eine neue eingerichtet werden; danach funktionieren die alten nicht mehr.",
        ],
        Notice::PasswordGuarded { .. } => [
            "Jemand versucht, Ihr Passwort zu erraten",
            "Für Ihr Konto bei {service} wurde {times} Mal hintereinander ein falsches Passwort eingegeben. Niemand \
             ist hineingekommen. Passwörter aus unbekannten Browsern vergleichen wir vorerst nicht mehr. In einem \
             Browser, mit dem Sie sich schon angemeldet haben, melden Sie sich an wie immer. Anderswo geht es mit \
             Ihrer eID-Karte, mit einem Passkey oder nachdem Sie mit einem Link per E-Mail ein neues Passwort gewählt haben.",
        ],
        Notice::StepRests { .. } => [
            "Zu viele falsche Codes",
            "Jemand hat Ihr Passwort für {service} richtig und danach {tries} falsche Codes eingegeben. Dieser \
             Schritt ruht {minutes} Minuten. Waren Sie das nicht, wählen Sie ein neues Passwort.",
        ],
        Notice::IdentityLinked => [
            "Eine neue Art, sich anzumelden",
            "Ihr Konto bei {service} wurde mit einer eID-Karte oder einem Identitätsdienst verknüpft. Sie können sich ab jetzt auch so anmelden.",
        ],
        Notice::IdentityUnlinked => [
            "Eine Art, sich anzumelden, wurde getrennt",
            "Eine eID-Karte oder ein Identitätsdienst wurde von Ihrem Konto bei {service} getrennt. So können Sie sich nicht mehr anmelden.",
        ],
        Notice::Undone => [
            "Ihr Konto ist geschützt",
            "Jemand hat \"das war ich nicht\" gemeldet. Eine Änderung Ihres Kontos bei {service} wurde rückgängig \
             gemacht, alle Sitzungen sind beendet, und vorerst öffnet nur Ihre eID-Karte Ihr Konto.",
        ],
        Notice::RoleChanged => [
            "Ihre Rolle wurde geändert",
            "Was Sie bei {service} für andere tun, wurde geändert. Melden Sie sich neu an, um weiterzuarbeiten.",
        ],
        Notice::Helped(what) => help::german(what),
        Notice::Leaving(what) => leaving::words(what, De),
    }
}

const fn english(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "New way to log in",
            "A method of two-step verification was added to your {service} account: {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "A way to log in was removed",
            "A method of two-step verification was removed from your {service} account: {method}.",
        ],
        Notice::CodesRenewed => [
            "New recovery codes",
            "New recovery codes were made for your {service} account. The old ones no longer work.",
        ],
        Notice::CodeUsed { .. } => [
            "A recovery code was used",
            "A recovery code was used to log in to your {service} account. You have {left} left.",
        ],
        Notice::PhoneChanged => [
            "Your mobile number was changed",
            "The mobile number of your {service} account was changed.",
        ],
        Notice::EmailChanged => [
            "Your e-mail address was changed",
            "The e-mail address of your {service} account was changed. The new address is also your user name.",
        ],
        Notice::PasswordChanged => [
            "Your password was changed",
            "The password of your {service} account was changed. Everywhere else you are logged out.",
        ],
        Notice::LostEverything => [
            "You are setting up two-step verification again",
            "With your eID card, somebody said that every method of your {service} account is lost, and may now \
             set up a new one. After that the old ones no longer work.",
        ],
        Notice::PasswordGuarded { .. } => [
            "Somebody is trying to guess your password",
            "A wrong password was typed for your {service} account {times} times in a row. Nobody got in. For now we \
             no longer compare passwords that come from unknown browsers. In a browser that you have logged in with \
             before, you log in as always. Elsewhere, use your e-ID card or a passkey, or choose a new password with \
             a link by mail.",
        ],
        Notice::StepRests { .. } => [
            "Too many wrong codes",
            "Somebody typed your {service} password correctly and then {tries} wrong codes. That step now rests for \
             {minutes} minutes. If this was not you, choose a new password.",
        ],
        Notice::IdentityLinked => [
            "A new way to sign in",
            "Your account at {service} was linked with an e-ID card or an identity service. You can sign in with it from now on.",
        ],
        Notice::IdentityUnlinked => [
            "A way to sign in was unlinked",
            "An e-ID card or identity service was unlinked from your account at {service}. You can no longer sign in with it.",
        ],
        Notice::Undone => [
            "Your account is protected",
            "Somebody said \"this was not me\". A change of your {service} account was undone, every session was \
             ended, and for now only your eID card opens your account.",
        ],
        Notice::RoleChanged => [
            "Your role was changed",
            "What you do for others at {service} was changed. Sign in again to go on.",
        ],
        Notice::Helped(what) => help::english(what),
        Notice::Leaving(what) => leaving::words(what, En),
    }
}
