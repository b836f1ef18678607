// What only some visits need of the browser: keys (WebAuthn), codes from text messages (WebOTP) and a
// stream of events. Fetched when it is first asked for; speaks JSON with the app.
(() => {
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const Key = window.PublicKeyCredential;

  // Level 3 of WebAuthn reads and writes JSON itself; these do it for browsers that do not yet.
  const named = list => list?.map(one => ({ ...one, id: bytes(one.id) }));
  const read = {
    create: json => Key.parseCreationOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytes(json.challenge),
      user: { ...json.user, id: bytes(json.user.id) },
      excludeCredentials: named(json.excludeCredentials),
    },
    get: json => Key.parseRequestOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytes(json.challenge),
      allowCredentials: named(json.allowCredentials),
    },
  };
  const write = key => {
    if (key.toJSON) return key.toJSON();
    const { attestationObject, authenticatorData, clientDataJSON, signature, userHandle } = key.response;
    const response = {};
    const parts = { attestationObject, authenticatorData, clientDataJSON, signature, userHandle };
    for (const [name, part] of Object.entries(parts)) if (part) response[name] = text(part);
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      authenticatorAttachment: key.authenticatorAttachment ?? undefined,
      clientExtensionResults: key.getClientExtensionResults(),
      response,
    };
  };

  // One question to the browser at a time: a new one ends the one before.
  let pending;
  const stop = () => pending?.abort();
  const begin = () => {
    stop();
    pending = new AbortController();
    return pending.signal;
  };
  let answered;
  const ask = async (how, json, more) => {
    if (!Key || !navigator.credentials) throw new DOMException("", "NotSupportedError");
    const publicKey = read[how](json.publicKey ?? json);
    const key = await navigator.credentials[how]({ publicKey, signal: begin(), ...more });
    answered = { rpId: json.rpId, credentialId: key.id };
    return JSON.stringify(write(key));
  };

  // What is at hand is offered first; after that the button opens the whole window, with other devices.
  let offered;
  const choose = async json => {
    stop();
    const capabilities = offered ? {} : await Key?.getClientCapabilities?.();
    offered = true;
    // Such a question cannot be taken back.
    return ask("get", json, capabilities?.immediateGet && { uiMode: "immediate", signal: undefined });
  };

  // Tells the keepers of passkeys which keys are known and whose they are (Level 3, 5.1.10).
  const signal = async () => {
    if (!Key?.signalAllAcceptedCredentials) return "";
    const answer = await fetch("/api/account/keys");
    if (!answer.ok) return "";
    const known = await answer.json();
    const { rp_id: rpId, user_id: userId, name, display_name: displayName } = known;
    await Key.signalAllAcceptedCredentials({
      rpId, userId, allAcceptedCredentialIds: known.credential_ids,
    });
    await Key.signalCurrentUserDetails?.({ rpId, userId, name, displayName });
    return "";
  };

  let stream;
  const unfollow = () => {
    stream?.close();
    stream = undefined;
  };

  window.keys = {
    create: json => ask("create", JSON.parse(json)),
    get: json => ask("get", JSON.parse(json)),
    autofill: json => ask("get", JSON.parse(json), { mediation: "conditional" }),
    choose: json => choose(JSON.parse(json)),
    signal,
    unknown: () => {
      if (answered) Key?.signalUnknownCredential?.(answered)?.catch(() => {});
    },
    hasChip: async () => String(Boolean(await Key?.isUserVerifyingPlatformAuthenticatorAvailable?.())),
    canAutofill: async () => String(Boolean(await Key?.isConditionalMediationAvailable?.())),
    code: async () => {
      if (!window.OTPCredential) throw new DOMException("", "NotSupportedError");
      return (await navigator.credentials.get({ otp: { transport: ["sms"] }, signal: begin() })).code;
    },
    stop,
    follow: (path, changed) => {
      unfollow();
      if (!window.EventSource) return;
      stream = new EventSource(path);
      for (const event of ["open", "changed"]) stream.addEventListener(event, changed);
    },
    unfollow,
    // Where this is not true the app asks by itself.
    get followed() {
      return stream?.readyState < 2;
    },
  };
})();
