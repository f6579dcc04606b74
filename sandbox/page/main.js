// The page begins here: who, which talk, and everything that draws itself.
import * as api from "./api.js";
import { startClock, syncClock } from "./clock.js";
import { startComposer } from "./composer.js";
import { byId } from "./dom.js";
import { startHead } from "./head.js";
import { startKeyboard } from "./keyboard.js";
import { refresh, startLive } from "./live.js";
import { startMessages } from "./messages.js";
import { startPanel } from "./panel.js";
import { startPeople } from "./people.js";
import { changed, keyOf, me, on, readHash, state } from "./state.js";
import { startTalks } from "./talks.js";
import { clearSnackbars, trouble } from "./toast.js";

function frame() {
  const app = byId("app");
  const inTalk = Boolean(state.talk && me());
  app.classList.toggle("in-talk", inTalk);
  app.classList.toggle("choosing", !me());
  byId("talk").classList.toggle("empty", !inTalk);
  byId("composer").hidden = !inTalk;
  if (!inTalk) document.title = "Сообщения";
}

/** Follows the address: another person, another talk. */
async function arrive() {
  const { me: person, talk } = readHash();
  const moved = person !== state.me || keyOf(talk) !== keyOf(state.talk);
  if (person !== state.me) {
    state.talks = [];
    clearSnackbars();
  }
  if (moved) Object.assign(state, { me: person, talk: person ? talk : null, messages: [], loaded: false, refused: false, reply: null });
  if (moved && matchMedia("(max-width: 900px)").matches) state.panel = false;
  changed("people place");
  await refresh();
}

async function start() {
  try {
    [state.people, state.communities] = await Promise.all([api.people(), api.communities()]);
    await syncClock();
  } catch (error) {
    trouble(error);
  }
  for (const part of [startPeople, startTalks, startHead, startMessages, startKeyboard, startComposer, startPanel, startClock]) part();
  on("people place", frame);
  addEventListener("hashchange", arrive);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.reply) {
      state.reply = null;
      changed("reply");
    }
  });
  arrive();
  startLive();
}

start();
