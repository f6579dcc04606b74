// The left column: the field for a link, talks newest first, communities one has not written to.
import * as api from "./api.js";
import { word } from "./attachments.js";
import { byId, fill, h, icon, iconButton, reconcile } from "./dom.js";
import { openLink } from "./links.js";
import { sheet } from "./people.js";
import { serviceWords } from "./service.js";
import { changed, fullName, go, isChat, keyOf, me, on, roleOf, sameTalk, state } from "./state.js";
import { avatar, plain, shortWhen } from "./text.js";
import { attempt } from "./toast.js";

function lastWords(talk) {
  const message = talk.last_message;
  if (!message) return "Напишите первым";
  if (message.action) return h("span", {}, serviceWords(message)).textContent;
  const words = plain(message.text) || (message.attachments?.[0] ? word(message.attachments[0]) : "Сообщение");
  if (message.from_id === state.me) return [h("b", {}, "Вы: "), words];
  return isChat(talk.peer_id) ? [h("b", {}, `${message.from_id < 0 ? message.from_name : (message.from_name ?? "").split(" ")[0]}: `), words] : words;
}

function item(talk) {
  const open = sameTalk(talk, state.talk);
  const unread = open && document.hasFocus() ? 0 : talk.unread;
  return h(
    "button",
    {
      type: "button",
      class: `talk-item${open ? " on" : ""}`,
      "data-testid": "talk-item",
      "data-peer": talk.peer_id,
      "data-group": talk.group_id,
      "aria-current": open ? "true" : undefined,
      onclick: () => go(state.me, { peer_id: talk.peer_id, group_id: talk.group_id }),
    },
    avatar(talk.peer_id, talk.title),
    h("span", { class: "title ellipsis" }, talk.title),
    h("span", { class: "when" }, talk.last_message ? shortWhen(talk.last_message.date) : ""),
    h("span", { class: "last ellipsis" }, lastWords(talk)),
    unread ? h("span", { class: "badge", "aria-label": `Непрочитанных: ${unread}` }, unread) : h("span"),
  );
}

/** Communities that this person has not written to yet, as empty talks. */
export const unbegun = () =>
  state.communities
    .filter((group) => !state.talks.some((talk) => talk.peer_id === -group.group_id))
    .map((group) => ({ peer_id: -group.group_id, group_id: group.group_id, title: group.name, kind: "private", last_message: null, unread: 0 }));

const drawn = new Map();

function drawTalks() {
  const place = byId("talks");
  if (!state.me) return fill(place, h("p", { class: "nothing" }, "Сначала выберите, за кого писать."));
  const keep = (key, look, make) => {
    const known = drawn.get(key);
    if (known?.look === look) return known.node;
    const node = make();
    drawn.set(key, { look, node });
    return node;
  };
  const line = (talk) => {
    const look = JSON.stringify([state.me, talk.title, talk.last_message, talk.unread, sameTalk(talk, state.talk), document.hasFocus(), shortWhen(talk.last_message?.date ?? 0), state.people.length]);
    return h("li", {}, keep(keyOf(talk), look, () => item(talk)));
  };
  const list = keep("list", "", () => h("ul", { "data-testid": "talk-list" }));
  const others = unbegun();
  const wanted = [list];
  reconcile(list, state.talks.map((talk) => holder(keyOf(talk), line(talk))));
  if (others.length) {
    const more = keep("others", "", () => h("ul", {}));
    reconcile(more, others.map((talk) => holder(keyOf(talk), line(talk))));
    wanted.push(keep("heading", "", () => h("h2", {}, "Сообщества")), more);
  } else if (!state.talks.length) wanted.push(keep("nothing", "", () => h("p", { class: "nothing" }, "Пока пусто. Сообщества появятся, когда запустится бот.")));
  return reconcile(place, wanted);
}

const holders = new Map();

/** The list item of a talk stays the same node while the talk lives, so that the focus stays on it. */
function holder(key, fresh) {
  if (!holders.has(key)) holders.set(key, fresh);
  const node = holders.get(key);
  if (node !== fresh && node.firstChild !== fresh.firstChild) node.replaceChildren(...fresh.childNodes);
  return node;
}

function drawTools() {
  const field = h("input", { class: "field", type: "text", inputmode: "url", placeholder: "Открыть ссылку vk.me/…", "aria-label": "Открыть ссылку", "data-testid": "open-link-input", spellcheck: "false" });
  fill(
    byId("tools"),
    h(
      "form",
      {
        class: "open-link",
        onsubmit: async (event) => {
          event.preventDefault();
          const url = field.value.trim();
          if (url && (await openLink(url))) field.value = "";
        },
      },
      icon("link", 18),
      field,
      h("button", { type: "submit", "data-testid": "open-link" }, "Открыть"),
    ),
    iconButton("edit", "Создать беседу", askNewChat, { "data-testid": "new-chat" }),
  );
}

function askNewChat() {
  if (!me()) return;
  const title = h("input", { class: "field", placeholder: "Название", "aria-label": "Название беседы", required: true, maxlength: 120 });
  const others = state.people.filter((person) => person.id !== state.me);
  const boxes = others.map((person) =>
    h(
      "label",
      {},
      h("input", { type: "checkbox", value: String(person.id) }),
      avatar(person.id, fullName(person), "small"),
      h("span", { class: "ellipsis" }, fullName(person), " ", h("span", { class: "role" }, roleOf(person))),
    ),
  );
  sheet("Новая беседа", [title, h("div", { class: "picker" }, boxes)], "Создать", async () => {
    const members = boxes.map((box) => box.querySelector("input")).filter((box) => box.checked).map((box) => Number(box.value));
    const made = await attempt(() => api.newChat(state.me, title.value.trim(), members));
    if (!made) return false;
    changed("stale");
    go(state.me, { peer_id: made.peer_id, group_id: made.group_id });
    return true;
  });
}

export function startTalks() {
  drawTools();
  on("people place talks", drawTalks);
  addEventListener("focus", drawTalks);
  addEventListener("blur", drawTalks);
}
