// The people whose cards are in the virtual reader, with what they type at registration. The server
// has the same people in `backend/src/dev/personas.rs`.

export type Capacity = "citizen" | "doctor" | "organisation";

/** A person with a card that opens an account. */
export interface Person {
  /** The name in the dev interface. */
  readonly id: string;
  /** The name on the card. */
  readonly name: string;
  readonly email: string;
  /** The number as they type it. */
  readonly phone: string;
  /** The number as the network stores it. */
  readonly e164: string;
  readonly password: string;
  readonly capacity: Capacity;
  readonly riziv?: string;
  readonly organisation?: string;
  readonly cbe?: string;
}

export const LOTTE: Person = {
  id: "lotte",
  name: "Lotte Marie Zonnevlecht",
  email: "lotte@voorbeeld.example.be",
  phone: "0470 12 34 56",
  e164: "+32470123456",
  password: "vlinderstruik 7",
  capacity: "citizen",
};

export const MATHIS: Person = {
  id: "mathis",
  name: "Mathis Clairbuisson",
  email: "mathis@exemple.example.be",
  phone: "+32 (0)471/23.45.67",
  e164: "+32471234567",
  password: "bruyere en fleur 8",
  capacity: "citizen",
};

export const ANKE: Person = {
  id: "anke",
  name: "Anke Friederike Sternwiese",
  email: "anke@beispiel.example.be",
  phone: "0032 472 34 56 78",
  e164: "+32472345678",
  password: "Wacholder im 9. Wind",
  capacity: "doctor",
  riziv: "1-90123-94-001",
};

export const JOSEPHINE: Person = {
  id: "josephine",
  name: "Joséphine Ruchegrange",
  email: "josephine@tilleul.example.be",
  phone: "0473.45.67.89",
  e164: "+32473456789",
  password: "quatre 4 tisanes",
  capacity: "organisation",
  organisation: "Centre de santé Le Tilleul",
  cbe: "0799.123.414",
};

export const GERARD: Person = {
  id: "gerard",
  name: "Gerard Jozef Windeweide",
  email: "gerard@voorbeeld.example.be",
  phone: "0474567890",
  e164: "+32474567890",
  password: "duivenmelker 49",
  capacity: "citizen",
};

export const SURYAMAYA: Person = {
  id: "suryamaya",
  name: "Suryamaya",
  email: "one.name@example.be",
  phone: "0475 67 89 01",
  e164: "+32475678901",
  password: "monsoon at 5 o'clock",
  capacity: "citizen",
};

/** A number that does not belong to anyone in this list. */
export const OTHER_PHONE = { typed: "0476 78 90 12", e164: "+32476789012" } as const;

/** The PIN of every virtual card. */
export const PIN = "1234";

/** What the browser of a telephone says of itself. */
export const TELEPHONE =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
