// The desk: every part is an element of its own; this file only brings them in, in the order they need each other.

import "./desk-notices.js";
import "./desk-panes.js";
import "./desk-player.js";
import "./time-field.js";
import "./desk-clips.js";
import "./desk-transcript.js";
import "./desk-look.js";
import "./desk-tools.js";
import "./desk-quotes.js";
import "./desk-links.js";
import "./tag-field.js";
import "./desk-section.js";
import "./desk-sections.js";
import "./desk-related.js";
import "./desk-checklist.js";
import "./desk-conflict.js";
import "./desk-preview.js";
import "./desk-presence.js";
import "./desk-save.js";
import "./desk-kept.js";
import "./desk-keys.js";
