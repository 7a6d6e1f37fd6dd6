import { getTheme, setTheme } from "./view/header.js";
import { Page } from "./view/page.js";

setTheme(getTheme());
new Page().start();
