/** The frame of the site's Chinese pages: what typedoc writes around a guide, in Chinese. */

/** Texts and labels of typedoc's pages and of this site's own navigation. */
const words: Readonly<Record<string, string>> = {
  Search: "搜索",
  "Search the docs": "搜索文档",
  "Preparing search index...": "正在准备搜索……",
  Menu: "菜单",
  Breadcrumb: "当前位置",
  Permalink: "本节的链接",
  Settings: "设置",
  "Member Visibility": "显示的成员",
  Protected: "受保护的",
  Inherited: "继承的",
  External: "外部的",
  Theme: "主题",
  OS: "跟随系统",
  Light: "浅色",
  Dark: "深色",
  "On This Page": "本页目录",
  "This page": "本页",
  Pages: "全部页面",
  "Loading...": "加载中……",
  Copy: "复制",
};

/** What typedoc's script says. */
const said: Readonly<Record<string, string>> = {
  copy: "复制",
  copied: "已复制",
  search_index_not_available: "无法搜索",
  search_no_results_found_for_0: "没有找到：{0}",
  folder: "目录",
  ...{ kind_2: "模块", kind_32: "变量", kind_64: "函数", kind_128: "类", kind_256: "接口" },
  ...{ kind_1024: "属性", kind_2048: "方法", kind_2097152: "类型别名", kind_4194304: "引用", kind_8388608: "文档" },
};

/** The way to the playground, on a Chinese page and on the others. */
export const links = { playground: "演练场", both: "Playground · 演练场" };

/** The heading of the Chinese guides. */
export const chineseGroup = "中文";

/** The words before the links at the end of a guide. */
export const around = { before: "上一页：", after: "下一页：" };

/** Whether a guide is in Chinese, by its path or its address. */
export function isChinese(page: string): boolean {
  return page.includes("/zh-");
}

/** A script that gives typedoc's own script the Chinese words. */
export const chineseScript = `{ let all; Object.defineProperty(window, "translations", { get: () => all, set: (given) => { all = { ...given, ...${JSON.stringify(said)} }; } }); }`;

/** A page of typedoc with its frame in Chinese. */
export function inChinese(html: string): string {
  const label = Object.keys(words).map((word) => word.replaceAll(".", "\\."));
  const text = new RegExp(`(?<!<code)>(${label.join("|")})<`, "g");
  const attribute = new RegExp(` (aria-label|placeholder|title)="(${label.join("|")})"`, "g");
  return html
    .replace(/<html([^>]*) lang="en"/, '<html$1 lang="zh-Hans"')
    .replaceAll(text, (_, word) => `>${words[word]}<`)
    .replaceAll(attribute, (_, name, word) => ` ${name}="${words[word]}"`);
}
