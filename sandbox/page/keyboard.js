// Buttons of the bot: rows under a message, and the grid at the bottom of a talk.
import * as api from "./api.js";
import { byId, fill, h, icon } from "./dom.js";
import { follow } from "./links.js";
import { changed, currentTalk, isChat, keyOf, on, spoke, state } from "./state.js";
import { attempt, notice, snackbar } from "./toast.js";

const ANSWER_S = 60; // VK waits for the answer to a callback button for one minute
const seen = new Set(); // event_ids of answers that came: they come by two ways
const asked = new Map(); // event_id -> the button that waits for it
const hidden = new Set(); // talks whose bottom keyboard is folded

const buttonKey = (cmid, index) => `${keyOf(state.talk)}/${state.me}/${cmid}/${index}`;

/** What of this message's buttons is waiting now: a part of its look. */
export const waitingIn = (cmid) => [...state.waiting].filter((key) => key.startsWith(`${keyOf(state.talk)}/${state.me}/${cmid}/`)).join();

export function drawRows(keyboard, { test, cmid }) {
  let index = 0;
  return keyboard.buttons.map((row) => h("div", { class: "key-row" }, row.map((button) => key(button, index++, { test, cmid }))));
}

const LABELS = { location: "Отправить местоположение", vkpay: "Оплатить через VK Pay" };
const COLOURS = { primary: "primary", negative: "negative", positive: "positive" };

function key({ action, color }, index, { test, cmid }) {
  const label = action.label ?? LABELS[action.type] ?? action.type;
  const waits = state.waiting.has(buttonKey(cmid, index));
  return h(
    "button",
    {
      type: "button",
      class: `key ${COLOURS[color] ?? "secondary"}${waits ? " waiting" : ""}`,
      "data-testid": test,
      "data-kind": action.type,
      "aria-busy": waits ? "true" : undefined,
      title: action.type === "open_link" ? action.link : undefined,
      onclick: () => pressed(action, cmid, index),
    },
    label,
    action.type === "open_link" && icon("out", 13),
  );
}

async function pressed(action, cmid, index) {
  if (action.type === "open_app") return notice("Здесь открылось бы мини-приложение");
  const waiting = buttonKey(cmid, index);
  if (state.waiting.has(waiting)) return undefined;
  const callback = action.type === "callback";
  if (callback) wait(waiting);
  // with the stream open its answer comes there: a held request would use up the browser's few connections
  const wait_s = state.live ? 0 : 10;
  const person = state.me;
  const answer = await attempt(() => (cmid ? api.press(person, state.talk, { cmid, index, wait_s }) : pressBottom(action, wait_s)));
  if (callback && state.live && answer && !answer.answered && !seen.has(answer.event_id)) asked.set(answer.event_id, waiting);
  else done(waiting);
  if (person !== state.me) return undefined; // the answer is not for whoever looks at the page by now
  if (answer) react(answer);
  if (!callback && answer) spoke();
  return undefined;
}

/** An old inline button may have the same label and would be taken first: then the words are said outright. */
function pressBottom(action, wait_s) {
  const twin = state.messages.some((message) => message.keyboard?.buttons?.flat().some((button) => button.action.label === action.label));
  if (!twin || action.type !== "text") return api.press(state.me, state.talk, { label: action.label, wait_s });
  const group = state.communities.find((one) => one.group_id === state.talk.group_id);
  const mention = isChat(state.talk.peer_id) && group ? `[club${group.group_id}|@${group.screen_name}] ` : "";
  return api.say(state.me, state.talk, { text: mention + action.label, payload: action.payload });
}

function wait(waiting) {
  state.waiting.add(waiting);
  changed("waiting");
  setTimeout(() => done(waiting), ANSWER_S * 1000);
}

function done(waiting) {
  if (state.waiting.delete(waiting)) changed("waiting");
}

/** The answer of a press, by whichever way it comes first. */
export function react({ event_id, answered, snackbar: words, link, url }) {
  if (event_id && (!answered || seen.has(event_id))) return;
  if (event_id) seen.add(event_id);
  if (words) snackbar(words);
  if (link ?? url) follow(null, link ?? url);
}

/** The stream says that a press was answered. */
export function answered({ event_id, text, link }) {
  react({ event_id, answered: true, snackbar: text, link });
  if (asked.has(event_id)) done(asked.get(event_id));
  asked.delete(event_id);
}

// ── the keyboard at the bottom ────────────────────────────────────────────────────────────────────

const isStart = (board) => board.buttons.length === 1 && board.buttons[0].length === 1 && /"command":\s*"start"/.test(board.buttons[0][0].action.payload ?? "");

/** The keyboard that this person sees at the bottom now, if any. */
export function bottomBoard() {
  const talk = currentTalk();
  if (talk?.keyboard?.buttons?.length) return talk.keyboard;
  return null;
}

export const folded = () => hidden.has(keyOf(state.talk));

export function fold() {
  const talk = keyOf(state.talk);
  if (!hidden.delete(talk)) hidden.add(talk);
  changed("keyboard");
}

function startButton() {
  const start = async () => (await attempt(() => api.press(state.me, state.talk, { label: "Начать" }))) && spoke();
  return h("div", { class: "start" }, h("button", { type: "button", class: "button", "data-testid": "keyboard-button", "data-kind": "start", onclick: start }, "Начать"));
}

function drawBottom() {
  const place = byId("bottom-keyboard");
  const board = bottomBoard();
  const unbegun = state.loaded && state.talk && !isChat(state.talk.peer_id) && !state.messages.length;
  const look = JSON.stringify([keyOf(state.talk), state.me, unbegun, folded(), board, waitingIn(0)]);
  if (place.dataset.look === look) return;
  place.dataset.look = look;
  if (unbegun && (!board || isStart(board))) fill(place, startButton());
  else if (!board || folded()) fill(place);
  else fill(place, h("div", { class: "bottom-keyboard", role: "group", "aria-label": "Клавиатура бота" }, drawRows(board, { test: "keyboard-button", cmid: 0 })));
}

export function startKeyboard() {
  on("place messages talks keyboard waiting", drawBottom);
}
