// Keeps the page fresh: by the stream of events, and by asking now and then while the stream is broken.
import * as api from "./api.js";
import { syncClock } from "./clock.js";
import { showTyping, stopTyping } from "./head.js";
import { answered } from "./keyboard.js";
import { changed, keyOf, nameOf, on, sameTalk, state } from "./state.js";
import { trouble } from "./toast.js";

const POLL_MS = 2000;
let busy = false;
let again = false;
let soon = null;

/** Asks for talks and the open talk's messages; many calls in a row become one. */
export function refreshSoon() {
  soon ??= setTimeout(() => {
    soon = null;
    refresh();
  }, 40);
}

export async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    await load();
  } catch (error) {
    if (!state.quiet) trouble(error);
    state.quiet = true;
  } finally {
    busy = false;
  }
  if (again) {
    again = false;
    await refresh();
  }
}

async function load() {
  const [person, talk] = [state.me, state.talk];
  if (!person) return;
  const still = () => person === state.me && keyOf(talk) === keyOf(state.talk);
  let messages = [];
  let refused = null;
  if (talk) {
    try {
      if (!document.hidden) await api.read(person, talk);
      messages = await api.messages(person, talk);
    } catch (error) {
      refused = error; // not a member any more, or no such talk: the list of talks still comes
    }
  }
  const talks = await api.talks(person);
  if (!still()) return;
  state.quiet = false;
  if (refused && !state.refused) trouble(refused);
  Object.assign(state, { messages, talks, loaded: true, refused: Boolean(refused) });
  changed("talks messages");
}

async function refreshPeople() {
  [state.people, state.communities] = await Promise.all([api.people(), api.communities()]);
  changed("people talks");
}

function happened(event) {
  const mine = !event.user_id || event.user_id === state.me;
  switch (event.type) {
    case "people":
    case "community":
      refreshPeople().catch(trouble);
      return;
    case "snackbar":
      if (event.user_id === state.me) answered(event);
      return;
    case "typing":
      if (mine && sameTalk(event, state.talk) && event.from_id !== state.me) showTyping(event, nameOf(event.from_id));
      return;
    case "clock":
      syncClock().catch(trouble);
      return;
    case "message":
      if (mine && sameTalk(event, state.talk)) stopTyping();
  }
  if (mine) refreshSoon();
}

export function startLive() {
  const stream = new EventSource("/sandbox/events");
  stream.addEventListener("open", () => {
    state.live = true;
    refreshSoon();
    syncClock().catch(() => undefined);
  });
  stream.addEventListener("error", () => {
    state.live = false;
  });
  stream.addEventListener("message", ({ data }) => {
    try {
      happened(JSON.parse(data));
    } catch {
      refreshSoon();
    }
  });
  setInterval(() => !state.live && refresh(), POLL_MS);
  setInterval(() => syncClock().catch(() => undefined), 30_000);
  on("stale", refreshSoon);
}
