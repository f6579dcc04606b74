// Beside a talk: the members of a chat and what one may do there, or a word about the community.
import * as api from "./api.js";
import { byId, fill, h, icon, iconButton } from "./dom.js";
import { talkTitle, togglePanel } from "./head.js";
import { changed, currentTalk, isChat, on, roleOf, state } from "./state.js";
import { avatar, link, plural } from "./text.js";
import { attempt } from "./toast.js";

async function act(action) {
  await attempt(action);
  changed("stale");
}

const isAdmin = (chat, id) => chat.members.some((member) => member.member_id === id && (member.admin || member.owner));

function memberRow(chat, member) {
  const id = member.member_id;
  const person = state.people.find((one) => one.id === id);
  const iRule = isAdmin(chat, state.me);
  const mayKick = id !== state.me && !member.owner && (iRule || member.invited_by === state.me);
  const badge = member.owner ? "создатель" : member.admin ? "администратор" : "";
  const about = [id < 0 ? "бот" : roleOf(person), member.muted && "без права писать"].filter(Boolean).join(", ");
  return h(
    "li",
    { class: "member", "data-testid": "member", "data-id": id },
    avatar(id, member.name, "middle"),
    h("div", { class: "words" }, h("div", { class: "ellipsis" }, member.name, id === state.me && h("span", { class: "muted" }, " — вы")), h("div", { class: "role ellipsis" }, badge && h("span", { class: "admin" }, badge), badge && about ? " " : "", about)),
    iRule && !member.owner && id !== state.me && h("button", { type: "button", class: "admin-toggle", onclick: () => act(() => api.rights(state.talk, id, { admin: !member.admin })) }, member.admin ? "снять админа" : "сделать админом"),
    mayKick && iconButton("close", `Исключить: ${member.name}`, () => act(() => api.kick(state.me, state.talk, id))),
  );
}

function addLine(chat) {
  const inside = new Set(chat.members.map((member) => member.member_id));
  const candidates = [
    ...state.communities.map((group) => [-group.group_id, `${group.name} (бот)`]),
    ...state.people.map((person) => [person.id, [person.first_name, person.last_name, roleOf(person) && `— ${roleOf(person)}`].filter(Boolean).join(" ")]),
  ].filter(([id]) => !inside.has(id));
  if (!candidates.length) return null;
  const choice = h("select", { class: "field", "aria-label": "Кого добавить" }, candidates.map(([id, name]) => h("option", { value: String(id) }, name)));
  return [h("h3", {}, "Добавить участника"), h("div", { class: "add-line" }, choice, h("button", { type: "button", class: "button quiet", onclick: () => act(() => api.add(state.me, state.talk, Number(choice.value))) }, "Добавить"))];
}

const callGoes = () => state.messages.findLast((message) => message.attachments?.some((one) => /call/.test(one.type)))?.attachments.some((one) => one.type === "group_call_in_progress");

function callButton() {
  const goes = callGoes();
  return h("button", { type: "button", class: "button quiet", "data-testid": "call", onclick: () => act(() => api.call(state.me, state.talk, goes ? "reached" : "started")) }, icon("phone", 18), goes ? "Завершить звонок" : "Начать звонок");
}

function chatPanel() {
  const talk = currentTalk();
  const chat = talk?.chat;
  if (!chat) return h("p", { class: "about muted" }, "Нет данных о беседе.");
  if (talk.member === false)
    return [h("p", { class: "about muted" }, "Вы больше не в этой беседе."), h("div", { class: "actions" }, h("button", { type: "button", class: "button quiet", onclick: () => act(() => api.add(state.me, state.talk, state.me)) }, "Вернуться в беседу"))];
  return [
    chat.link && isAdmin(chat, state.me) && [h("h3", {}, "Ссылка-приглашение"), h("div", { class: "link-line" }, shortLink(chat.link))],
    h("h3", {}, plural(chat.members.length, "участник", "участника", "участников")),
    h("ul", { "data-testid": "member-list" }, chat.members.map((member) => memberRow(chat, member))),
    addLine(chat),
    h("div", { class: "actions" }, callButton(), h("button", { type: "button", class: "button danger", "data-testid": "leave", onclick: () => act(() => api.leave(state.me, state.talk)) }, "Выйти из беседы")),
  ];
}

function shortLink(url) {
  const shown = link(url, url.replace("https://", ""));
  shown.firstChild.classList.add("ellipsis");
  return shown;
}

function communityPanel() {
  const group = state.communities.find((one) => one.group_id === state.talk.group_id);
  const permission = currentTalk()?.permission;
  const denied = permission === "denied";
  return [
    h("p", { class: "about" }, h("b", {}, talkTitle()), h("div", { class: "muted" }, "сообщество")),
    group && [h("h3", {}, "Ссылка"), h("div", { class: "link-line" }, shortLink(`https://vk.me/${group.screen_name ?? `club${group.group_id}`}`))],
    h(
      "div",
      { class: "actions" },
      h("p", { class: "muted" }, denied ? "Вы запретили сообществу писать вам." : permission === "allowed" ? "Сообществу можно писать вам." : "Сообщество сможет написать вам после вашего первого сообщения."),
      h("button", { type: "button", class: denied ? "button quiet" : "button danger", "data-testid": "permission", onclick: () => act(() => api.permission(state.me, state.talk.group_id, denied || permission !== "allowed")) }, denied || permission !== "allowed" ? "Разрешить сообщения" : "Запретить сообщения"),
    ),
  ];
}

let look = "";

function draw() {
  const open = Boolean(state.panel && state.talk && state.me);
  byId("app").classList.toggle("with-panel", open);
  byId("panel").hidden = !open;
  if (!open) {
    look = "";
    return;
  }
  const now = JSON.stringify([state.me, state.talk, currentTalk()?.chat, currentTalk()?.member, currentTalk()?.permission, callGoes(), state.people.length, state.communities.length]);
  if (now === look) return; // a list that is being chosen from stays open
  look = now;
  fill(
    byId("panel"),
    h("div", { class: "panel-head" }, h("h2", {}, isChat(state.talk.peer_id) ? "Участники" : "О сообществе"), iconButton("close", "Закрыть", togglePanel)),
    h("div", { class: "scroll" }, isChat(state.talk.peer_id) ? chatPanel() : communityPanel()),
  );
}

export function startPanel() {
  on("place talks people messages panel", draw);
}
