/* A slide is prompt, picture and explanation: nothing to choose, nothing to answer. */

import { fromTemplate } from "../dom.js";

export function slideBody() {
  return { element: fromTemplate("t-slide"), sync() {} };
}
