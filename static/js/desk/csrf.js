// The token against forged requests, read when it is sent: logging in again in another tab changes it.

import { form } from "./dom.js";

export function csrf() {
  const cookie = document.cookie.split("; ").find((one) => /^(__Host-)?csrftoken=/.test(one));
  const token = cookie ? decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)) : "";
  const hidden = form().elements.namedItem("csrfmiddlewaretoken");
  if (token && hidden) hidden.value = token;
  return token || hidden?.value || "";
}
