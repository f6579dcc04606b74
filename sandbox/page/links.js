// Links that open inside: a community's talk, an invitation to a chat. All others leave the page or say where they lead.
import * as api from "./api.js";
import { h } from "./dom.js";
import { changed, go, isChat, keyOf, state } from "./state.js";
import { attempt, notice } from "./toast.js";

const OURS = /^https?:\/\/(?:www\.|m\.)?(?:vk\.me\/|vk\.(?:com|ru)\/(?:write-|im\?|club|public))/i;
const CALL = /^https?:\/\/(?:www\.|m\.)?vk\.(?:com|ru)\/call\//i;
const VK = /^https?:\/\/(?:[a-z]+\.)?vk\.(?:com|ru|cc|me)\//i;

export function follow(event, url) {
  if (OURS.test(url)) {
    event?.preventDefault();
    openLink(url);
  } else if (CALL.test(url)) {
    event?.preventDefault();
    notice(`Ссылка на звонок: ${url}. В песочнице звонков нет.`);
  } else if (VK.test(url)) {
    event?.preventDefault();
    notice(`Ссылка ведёт наружу, во ВКонтакте: ${url}`);
  } else if (event) {
    event.currentTarget.target = "_blank";
    event.currentTarget.rel = "noopener noreferrer";
  } else {
    notice("Ссылка из кнопки:", h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "открыть"));
  }
}

/** As a person who was given this link and presses it. */
export async function openLink(written) {
  const person = state.me; // the answer takes a while: whoever looks at the page by then has opened nothing
  if (!person) return notice("Сначала выберите человека");
  const url = /^https?:\/\//i.test(written) ? written : `https://${written}`;
  if (CALL.test(url)) return follow(null, url);
  const place = await attempt(() => api.open(person, url));
  if (!place || person !== state.me) return undefined;
  const peer_id = place.peer_id ?? place.talk?.peer_id ?? place.chat?.peer_id ?? -place.group_id;
  const talk = { peer_id, group_id: place.group_id ?? (peer_id < 0 ? -peer_id : undefined) };
  state.refHint = !isChat(peer_id) && /[?&]ref=/.test(url) ? keyOf(talk) : null;
  go(person, talk);
  changed("hint");
  return talk;
}
