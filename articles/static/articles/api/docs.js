"use strict";

/* The document comes from this site; nothing is sent anywhere else, so the validator's badge is off.
   Swagger UI speaks English only: its own words are replaced as it draws them. */
{
  const WORDS = {
    "Servers": "服务器", "Parameters": "参数", "No parameters": "没有参数", "Name": "名称", "Description": "说明",
    "Responses": "响应", "Response": "响应", "Code": "状态码", "Details": "详情", "Links": "链接", "No links": "没有链接",
    "Try it out": "试一试", "Cancel": "取消", "Execute": "发送", "Clear": "清空", "Reset": "重置", "Loading": "正在载入",
    "Media type": "媒体类型", "Controls ": "由 ", "Accept": "Accept", " header.": " 请求头决定。", "Examples": "示例",
    "Example Value": "示例", "Schema": "结构", "Schemas": "数据结构", "Request body": "请求正文", "Curl": "Curl",
    "Request URL": "请求地址", "Server response": "服务器的响应", "Response body": "响应正文", "Headers:": "响应头：",
    "Response headers": "响应头", "Request duration": "用时", "Download": "下载", "Copied!": "已复制", "required": "必填",
    "Authorize": "填写密钥", "Authorized": "已填写", "Available authorizations": "密钥", "Close": "关闭", "Logout": "清除",
    "Value:": "值：", "Value": "值", "Example": "示例", "Default value": "默认值", "Available values": "可选的值",
    "Send empty value": "发送空值", "Expand all": "全部展开", "Collapse all": "全部收起", "Deprecated": "已停用",
    "Callbacks": "回调", "Webhooks": "推送", "Computed URL:": "完整地址：", "Undocumented": "没有说明", "Type": "类型",
  };
  const STARTS = [
    ["Example: ", "示例："], ["Default: ", "默认："], ["Available values : ", "可选："], ["Example : ", "示例："],
    ["Default value : ", "默认："], ["Pattern: ", "格式："], ["Server response", "服务器的响应"],
  ];

  const chinese = (text) => {
    const bare = text.trim();
    if (Object.hasOwn(WORDS, text)) return WORDS[text];
    if (Object.hasOwn(WORDS, bare)) return text.replace(bare, WORDS[bare]);
    const start = STARTS.find(([english]) => text.startsWith(english));
    return start ? start[1] + text.slice(start[0].length) : text;
  };

  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest("pre, code, textarea, .renderedMarkdown")) continue;
      const words = chinese(node.nodeValue);
      if (words !== node.nodeValue) node.nodeValue = words;
    }
  };

  const root = document.getElementById("swagger-ui");
  new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes) for (const node of addedNodes.length ? addedNodes : [target]) translate(node);
  }).observe(root, { childList: true, characterData: true, subtree: true }); // a button's word is changed in its place

  window.SwaggerUIBundle({
    url: root.dataset.openapi,
    domNode: root,
    deepLinking: true,
    validatorUrl: null,
    supportedSubmitMethods: ["get", "head"],
    defaultModelsExpandDepth: 0,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
  });
}
