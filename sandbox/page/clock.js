// The time of this world: it is shown, it ticks, and one moves it ahead.
import * as api from "./api.js";
import { byId, fill, h, icon } from "./dom.js";
import { changed } from "./state.js";
import { fullWhen } from "./text.js";
import { attempt } from "./toast.js";

const known = { now: Date.now() / 1000, at: Date.now(), speed: 1 };

export const worldNow = () => known.now + ((Date.now() - known.at) / 1000) * known.speed;

export async function syncClock() {
  const answer = await api.clock();
  setClock(answer);
}

export function setClock({ now, speed }) {
  const before = new Date(worldNow() * 1000).toDateString();
  known.now = typeof now === "number" ? now : Date.parse(now) / 1000;
  known.at = Date.now();
  known.speed = speed ?? known.speed;
  tick();
  if (new Date(worldNow() * 1000).toDateString() !== before) changed("talks messages");
}

function secondsToMorning() {
  const now = new Date(worldNow() * 1000);
  const morning = new Date(now);
  morning.setHours(8, 0, 0, 0);
  if (morning <= now) morning.setDate(morning.getDate() + 1);
  return (morning - now) / 1000;
}

const JUMPS = [
  ["hour", "+1 час", "Вперёд на час", () => 3600],
  ["morning", "до утра", "До восьми утра", secondsToMorning],
  ["day", "+1 день", "Вперёд на день", () => 86400],
  ["week", "+1 неделя", "Вперёд на неделю", () => 7 * 86400],
];

export function startClock() {
  fill(
    byId("clock"),
    h("div", { class: "clock-now" }, icon("clock", 18), h("time", { "data-testid": "clock-now", id: "clock-now" }), h("span", { class: "speed", id: "clock-speed" })),
    h(
      "div",
      { class: "clock-buttons", role: "group", "aria-label": "Перевести часы" },
      JUMPS.map(([name, words, label, seconds]) =>
        h("button", { type: "button", title: label, "aria-label": `${words}: ${label.toLowerCase()}`, "data-testid": `clock-forward-${name}`, onclick: () => jump(seconds()) }, words),
      ),
    ),
  );
  tick();
  setInterval(tick, 1000);
}

function tick() {
  const shown = byId("clock-now");
  if (!shown) return;
  shown.textContent = fullWhen(worldNow());
  shown.setAttribute("datetime", new Date(worldNow() * 1000).toISOString());
  byId("clock-speed").textContent = known.speed === 1 ? "" : `×${known.speed}`;
}

async function jump(seconds) {
  await attempt(async () => setClock(await api.forward(seconds)));
}
