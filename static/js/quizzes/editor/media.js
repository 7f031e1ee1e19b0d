/* One picture and its description: by button, by drop or out of the clipboard. Used for questions and for the cover. */

import { upload } from "../../lib/api.js";
import { find, findAll, fromTemplate, newId, setText, setValue, word } from "./dom.js";

const LARGEST = 10 * 1024 * 1024;
const pictureIn = (transfer) => [...(transfer?.files || [])].find((file) => file.type.startsWith("image/"));

export class MediaField {
  /** `get()` and `set(picture or null, merge)` reach the document; `use` is what the server files it under. */
  constructor(editor, { get, set, use, alt = true }) {
    Object.assign(this, { editor, get, set, use });
    this.element = fromTemplate("t-media");
    this.picker = find("input[type=file]", this.element);
    this.picker.addEventListener("change", () => { this.take(this.picker.files[0]); this.picker.value = ""; });
    for (const button of findAll("[data-pick], [data-replace]", this.element)) button.addEventListener("click", () => this.picker.click());
    find("[data-remove]", this.element).addEventListener("click", () => this.#remove());
    const described = find("[data-alt]", this.element);
    described.hidden = !alt;
    const field = find("input", described);
    field.id = newId("alt");
    find("label", described).htmlFor = field.id;
    field.addEventListener("input", () => set({ ...get(), alt: field.value }, "alt"));
    this.element.addEventListener("dragover", (event) => this.#over(event));
    this.element.addEventListener("dragleave", () => this.element.removeAttribute("data-over"));
    this.element.addEventListener("drop", (event) => this.#dropped(event));
  }

  sync() {
    const picture = this.get();
    find(".media-empty", this.element).hidden = Boolean(picture);
    find(".media-full", this.element).hidden = !picture;
    if (!picture) return;
    const image = find("img", this.element);
    if (image.getAttribute("src") !== picture.url) image.src = picture.url;
    if (picture.width && picture.height) { image.width = picture.width; image.height = picture.height; }
    image.alt = picture.alt || "";
    setValue(find("[data-alt] input", this.element), picture.alt);
  }

  #over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.element.setAttribute("data-over", "");
  }

  #dropped(event) {
    this.element.removeAttribute("data-over");
    const file = pictureIn(event.dataTransfer);
    if (!file && !event.dataTransfer.files.length) return;
    event.preventDefault();
    if (file) this.take(file); else this.#problem(word("not-a-picture"));
  }

  /** True when the clipboard held a picture. */
  pasted(event) {
    const file = pictureIn(event.clipboardData);
    if (!file) return false;
    event.preventDefault();
    this.take(file);
    return true;
  }

  #remove() {
    this.set(null);
    find("[data-pick]", this.element).focus();
    this.editor.toast(word("did-picture-remove"));
  }

  #problem(text) {
    const line = find("[data-local=media]", this.element);
    setText(find("span", line), text);
    line.hidden = !text;
  }

  async take(file) {
    this.#problem("");
    if (!file.type.startsWith("image/")) return this.#problem(word("not-a-picture"));
    if (file.size > LARGEST) return this.#problem(word("picture-too-large"));
    const bar = find("progress", this.element);
    const busy = find(".media-busy", this.element);
    busy.hidden = false;
    bar.removeAttribute("value");
    try {
      const form = new FormData();
      form.append("use", this.use);
      form.append("file", file, file.name || "picture.png");
      const stored = await upload(this.editor.urls.uploads, form, (share) => { bar.value = share; });
      const { id, url, width, height, content_type } = stored;
      this.set({ id, url, width, height, content_type, alt: "" });
      this.editor.say(word("picture-added"));
    } catch (error) {
      this.#problem(error.passes ? word("upload-later") : error.message || word("upload-failed"));
    } finally {
      busy.hidden = true;
    }
  }
}
