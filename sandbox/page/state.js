// What the page knows, and who wants to hear when it changes.

export const state = {
  people: [],
  communities: [],
  talks: [],
  me: null, // id of the person one plays
  talk: null, // {peer_id, group_id}: the open talk
  messages: [],
  loaded: false, // the messages of the open talk have come
  panel: false,
  refHint: null, // key of the talk that was just opened by a link with ref
  live: false, // the stream of events is open
  waiting: new Set(), // pressed buttons not answered yet
};

const listeners = new Map();

export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    if (!listeners.has(topic)) listeners.set(topic, []);
    listeners.get(topic).push(listener);
  }
}

export function changed(topics) {
  const due = new Set(topics.split(" ").flatMap((topic) => listeners.get(topic) ?? []));
  for (const listener of due) listener();
}

/** The person has written, so the link that waited for a word has done its work. */
export function spoke() {
  state.refHint = null;
  changed("hint stale");
}

export const isChat = (peer_id) => peer_id > 2000000000;
export const keyOf = (talk) => (talk ? (isChat(talk.peer_id) ? `${talk.group_id ?? ""}:${talk.peer_id}` : `${talk.peer_id}`) : "");
export const sameTalk = (one, other) => Boolean(one && other) && keyOf(one) === keyOf(other);

export const me = () => state.people.find((person) => person.id === state.me) ?? null;
export const currentTalk = () => state.talks.find((talk) => sameTalk(talk, state.talk)) ?? null;

export function nameOf(id) {
  if (id < 0) return state.communities.find((group) => group.group_id === -id)?.name ?? "Сообщество";
  const person = state.people.find((one) => one.id === id);
  return person ? fullName(person) : `id${id}`;
}

export const fullName = (person) => `${person.first_name} ${person.last_name}`.trim();

/** Whether words about this one end as for a woman; by the surname, then by the name. */
function isWoman(person) {
  if (/(ова|ева|ёва|ина|ына|ая|яя)$/u.test(person.last_name)) return true;
  if (/(ов|ев|ёв|ин|ын|ий|ый|ой)$/u.test(person.last_name)) return false;
  return /[ая]$/u.test(person.first_name) && !/^(Никита|Илья|Фома|Кузьма|Лука|Савва|Данила|Гаврила)$/u.test(person.first_name);
}

/** «создал», «создала» or «создало», as this author needs. */
export function did(id, verb) {
  if (id < 0) return `${verb}о`;
  const person = state.people.find((one) => one.id === id);
  return person && isWoman(person) ? `${verb}а` : verb;
}

const ROLES = {
  region_admin: "администратор региона",
  municipal_admin: "администратор муниципалитета",
  school_admin: "администратор школы",
  class_teacher: "классный руководитель",
  teacher: "учитель",
  student: "ученик",
  parent: "родитель",
  stranger: "посторонний",
  owner: "владелец сообщества",
};

/** «учитель» for note "teacher"; words that are no role stay as they are. */
export function roleOf(person) {
  const note = person?.note ?? "";
  return ROLES[note] ?? note;
}

// ── the address: #p=ID&t=PEER, and &g=GROUP where a chat is not the first community's ─────────────

export function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const number = (name) => (hash.has(name) ? Number(hash.get(name)) || null : null);
  const peer_id = number("t");
  const group_id = number("g") ?? (peer_id && peer_id < 0 ? -peer_id : state.communities[0]?.group_id);
  return { me: number("p"), talk: peer_id ? { peer_id, group_id } : null };
}

export function hashOf(person, talk) {
  const parts = [];
  if (person) parts.push(`p=${person}`);
  if (talk) parts.push(`t=${talk.peer_id}`);
  if (talk && isChat(talk.peer_id) && talk.group_id && talk.group_id !== state.communities[0]?.group_id) parts.push(`g=${talk.group_id}`);
  return `#${parts.join("&")}`;
}

/** Goes there; the `hashchange` that follows loads and draws everything. */
export function go(person, talk) {
  const hash = hashOf(person, talk);
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
}
