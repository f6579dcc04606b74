// The control face of the sandbox. Every answer is JSON; a refusal carries its words.
import { inRussian } from "./refusals.js";

export class Refused extends Error {}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused("Песочница не отвечает. Она запущена?");
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok || body?.error) {
    const error = body?.error;
    throw new Refused(typeof error === "string" ? inRussian(error) : error?.error_msg ?? `Ошибка ${answer.status}`);
  }
  return body;
}

const query = (params) => {
  const known = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
  return known.length ? `?${new URLSearchParams(known)}` : "";
};
const get = (path, params = {}) => ask(`/sandbox/${path}${query(params)}`);
const post = (path, body) =>
  ask(`/sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** Some lists come bare, some inside {"items": […]}. */
const list = (answer, name) => (Array.isArray(answer) ? answer : answer?.[name] ?? answer?.items ?? []);

export const people = async () => list(await get("people"), "people");
export const newPerson = (first_name, last_name) => post("people", { first_name, last_name });
export const communities = async () => list(await get("communities"), "communities");
export const talks = async (viewer_id) => list(await get("talks", { viewer_id }), "talks");
export const messages = async (viewer_id, { peer_id, group_id }) =>
  list(await get("messages", { viewer_id, peer_id, group_id }), "messages");

export const say = (from_id, { peer_id, group_id }, said) => post("say", { from_id, peer_id, group_id, ...said });
export const press = (from_id, { peer_id, group_id }, button) => post("press", { from_id, peer_id, group_id, ...button });
export const read = (from_id, { peer_id, group_id }) => post("read", { from_id, peer_id, group_id });
export const typing = (from_id, { peer_id, group_id }) => post("typing", { from_id, peer_id, group_id });
export const remove = (from_id, { peer_id, group_id }, cmid) => post("delete", { from_id, peer_id, group_id, cmid });
export const pin = (from_id, { peer_id, group_id }, cmid) => post("pin", { from_id, peer_id, group_id, cmid });
export const open = (from_id, url) => post("open", { from_id, url });

export const newChat = (owner_id, title, members) => post("chats", { owner_id, title, members });
export const leave = (from_id, { peer_id, group_id }) => post("leave", { from_id, peer_id, group_id });
export const kick = (from_id, { peer_id, group_id }, member_id) => post("kick", { from_id, peer_id, group_id, member_id });
export const add = (from_id, { peer_id, group_id }, member_id) => post("add", { from_id, peer_id, group_id, member_id });
export const rights = ({ peer_id, group_id }, member_id, given) => post("rights", { peer_id, group_id, member_id, ...given });
export const permission = (from_id, group_id, allow) => post("permission", { from_id, group_id, allow });
export const call = (from_id, { peer_id, group_id }, state) => post("call", { from_id, peer_id, group_id, state });

export const clock = () => get("clock");
export const forward = (forward_s) => post("clock", { forward_s: Math.round(forward_s) });

export function upload(file, from_id) {
  const form = new FormData();
  form.append("file", file, file.name);
  return ask(`/sandbox/upload${query({ from_id })}`, { method: "POST", body: form });
}
