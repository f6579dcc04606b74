// Service actions of a chat in words: who came, who went, what was pinned.
import { did, nameOf } from "./state.js";
import { h } from "./dom.js";
import { plain } from "./text.js";

const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const member = (action, from_id) => action.member_id || from_id;

const ACTIONS = {
  chat_create: (action, from) => [did(from, "создал"), ` беседу «${action.text}»`],
  chat_title_update: (action, from) => [did(from, "изменил"), ` название беседы: «${action.text}»`],
  chat_photo_update: (_action, from) => [did(from, "обновил"), " фотографию беседы"],
  chat_photo_remove: (_action, from) => [did(from, "удалил"), " фотографию беседы"],
  chat_invite_user: (action, from) =>
    member(action, from) === from
      ? [from < 0 ? "в беседе" : did(from, "вернул") + (did(from, "") === "а" ? "сь" : "ся"), from < 0 ? "" : " в беседу"]
      : [did(from, "пригласил"), member(action, from) < 0 ? " сообщество: " : " в беседу: ", h("b", {}, nameOf(member(action, from)))],
  chat_invite_user_by_link: (_action, from) => [did(from, "присоединил") + (did(from, "") === "а" ? "сь" : "ся"), " по ссылке"],
  chat_invite_user_by_message_request: (_action, from) => [did(from, "присоединил") + (did(from, "") === "а" ? "сь" : "ся"), " к беседе"],
  chat_kick_user: (action, from) =>
    member(action, from) === from
      ? [from < 0 ? "покинуло беседу" : did(from, "") === "а" ? "вышла из беседы" : "вышел из беседы"]
      : [did(from, "исключил"), " из беседы: ", h("b", {}, nameOf(member(action, from)))],
  chat_pin_message: (action, from) => [did(from, "закрепил"), " сообщение", action.message ? ` «${short(plain(action.message))}»` : ""],
  chat_unpin_message: (_action, from) => [did(from, "открепил"), " сообщение"],
  chat_screenshot: (_action, from) => [did(from, "сделал"), " снимок экрана"],
  conversation_style_update: (_action, from) => [did(from, "изменил"), " оформление беседы"],
};

export function serviceWords({ action, from_id, from_name }) {
  const words = ACTIONS[action.type]?.(action, from_id) ?? [`: ${action.type}`];
  return [h("b", {}, from_name ?? nameOf(from_id)), " ", words];
}
