// The token against forged requests, read when it is sent: logging in again in another tab changes it.

import { form } from "./dom.js";

export function csrf() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  const token = cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : "";
  const hidden = form().elements.namedItem("csrfmiddlewaretoken");
  if (token && hidden) hidden.value = token;
  return token || hidden?.value || "";
}
