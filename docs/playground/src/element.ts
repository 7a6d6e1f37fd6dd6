/**
 * `<deltarule-playground hide="data settings" state="data=xor&mode=learn">`: the playground in a
 * frame that is as wide as its place, and as high as the page needs at that width.
 */
const source = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

class DeltarulePlayground extends HTMLElement {
  static readonly observedAttributes = ["hide", "state", "lang"];
  private readonly frame = document.createElement("iframe");
  private readonly observer = new ResizeObserver(() => this.fit());

  connectedCallback(): void {
    this.style.display = "block";
    this.frame.title = "deltarule";
    this.frame.style.cssText = "display:block;width:100%;border:0";
    this.frame.allow = "clipboard-write";
    if (!this.contains(this.frame)) this.append(this.frame);
    this.open();
    this.observer.observe(this);
  }

  disconnectedCallback(): void {
    this.observer.disconnect();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.open();
  }

  private open(): void {
    const address = new URL("index.html", source);
    address.search = `embed&hide=${encodeURIComponent((this.getAttribute("hide") ?? "").trim().replaceAll(/\s+/g, ","))}`;
    const lang = this.getAttribute("lang");
    const state = this.getAttribute("state") ?? "";
    address.hash = lang === null ? state : `${state}&lang=${lang === "zh" || lang.startsWith("zh-") ? "zh" : "en"}`;
    if (this.frame.src !== address.href) this.frame.src = address.href;
    this.fit();
  }

  /** Side by side a page needs less height than one below the other. */
  private fit(): void {
    const width = this.clientWidth;
    this.frame.style.height = `${width >= 1100 ? Math.round(Math.min(820, width * 0.55)) : width > 640 ? 820 : 720}px`;
  }
}

if (customElements.get("deltarule-playground") === undefined)
  customElements.define("deltarule-playground", DeltarulePlayground);
