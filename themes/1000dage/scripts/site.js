// On every page: what this device was asked to remember. Whoever has asked for nothing gets nothing more than this file.
import { recall } from "./memory.js";

if (recall("plain")) document.title = document.body.dataset.plain;
