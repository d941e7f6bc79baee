import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  configText,
  findOwnProgram,
  findSystemProgram,
  isThere,
  isolatedGit,
  locateRepository,
  makeOwnFolder,
  quotedText,
  readSettings,
  readSmall,
  runProgram,
  systemPath,
  unreadable,
  usersSettings
} from "./chunk-AV2ACOF4.js";
import {
  gzipHeaderBytes,
  readPlainFile
} from "./chunk-HS6WFBPJ.js";
import {
  isZero,
  zeroId
} from "./chunk-AHZWCLKP.js";
import {
  printableLine,
  visibleLine
} from "./chunk-B5GJ3CPW.js";
import {
  array,
  external_exports,
  int,
  number,
  object,
  string,
  uuid
} from "./chunk-FBYAHOKZ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __commonJS,
  __require,
  __toESM,
  __using
} from "./chunk-GZ5KYTBD.js";

// node_modules/yaml/dist/nodes/identity.js
var require_identity = __commonJS({
  "node_modules/yaml/dist/nodes/identity.js"(exports) {
    "use strict";
    var ALIAS = /* @__PURE__ */ Symbol.for("yaml.alias");
    var DOC = /* @__PURE__ */ Symbol.for("yaml.document");
    var MAP = /* @__PURE__ */ Symbol.for("yaml.map");
    var PAIR = /* @__PURE__ */ Symbol.for("yaml.pair");
    var SCALAR = /* @__PURE__ */ Symbol.for("yaml.scalar");
    var SEQ = /* @__PURE__ */ Symbol.for("yaml.seq");
    var NODE_TYPE = /* @__PURE__ */ Symbol.for("yaml.node.type");
    var isAlias2 = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === ALIAS;
    var isDocument = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === DOC;
    var isMap2 = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === MAP;
    var isPair = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === PAIR;
    var isScalar2 = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SCALAR;
    var isSeq = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SEQ;
    function isCollection(node) {
      if (node && typeof node === "object")
        switch (node[NODE_TYPE]) {
          case MAP:
          case SEQ:
            return true;
        }
      return false;
    }
    function isNode2(node) {
      if (node && typeof node === "object")
        switch (node[NODE_TYPE]) {
          case ALIAS:
          case MAP:
          case SCALAR:
          case SEQ:
            return true;
        }
      return false;
    }
    var hasAnchor = (node) => (isScalar2(node) || isCollection(node)) && !!node.anchor;
    exports.ALIAS = ALIAS;
    exports.DOC = DOC;
    exports.MAP = MAP;
    exports.NODE_TYPE = NODE_TYPE;
    exports.PAIR = PAIR;
    exports.SCALAR = SCALAR;
    exports.SEQ = SEQ;
    exports.hasAnchor = hasAnchor;
    exports.isAlias = isAlias2;
    exports.isCollection = isCollection;
    exports.isDocument = isDocument;
    exports.isMap = isMap2;
    exports.isNode = isNode2;
    exports.isPair = isPair;
    exports.isScalar = isScalar2;
    exports.isSeq = isSeq;
  }
});

// node_modules/yaml/dist/visit.js
var require_visit = __commonJS({
  "node_modules/yaml/dist/visit.js"(exports) {
    "use strict";
    var identity = require_identity();
    var BREAK = /* @__PURE__ */ Symbol("break visit");
    var SKIP = /* @__PURE__ */ Symbol("skip children");
    var REMOVE = /* @__PURE__ */ Symbol("remove node");
    function visit2(node, visitor) {
      const visitor_ = initVisitor(visitor);
      if (identity.isDocument(node)) {
        const cd = visit_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
          node.contents = null;
      } else
        visit_(null, node, visitor_, Object.freeze([]));
    }
    visit2.BREAK = BREAK;
    visit2.SKIP = SKIP;
    visit2.REMOVE = REMOVE;
    function visit_(key, node, visitor, path) {
      const ctrl = callVisitor(key, node, visitor, path);
      if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visit_(key, ctrl, visitor, path);
      }
      if (typeof ctrl !== "symbol") {
        if (identity.isCollection(node)) {
          path = Object.freeze(path.concat(node));
          for (let i = 0; i < node.items.length; ++i) {
            const ci = visit_(i, node.items[i], visitor, path);
            if (typeof ci === "number")
              i = ci - 1;
            else if (ci === BREAK)
              return BREAK;
            else if (ci === REMOVE) {
              node.items.splice(i, 1);
              i -= 1;
            }
          }
        } else if (identity.isPair(node)) {
          path = Object.freeze(path.concat(node));
          const ck = visit_("key", node.key, visitor, path);
          if (ck === BREAK)
            return BREAK;
          else if (ck === REMOVE)
            node.key = null;
          const cv = visit_("value", node.value, visitor, path);
          if (cv === BREAK)
            return BREAK;
          else if (cv === REMOVE)
            node.value = null;
        }
      }
      return ctrl;
    }
    async function visitAsync(node, visitor) {
      const visitor_ = initVisitor(visitor);
      if (identity.isDocument(node)) {
        const cd = await visitAsync_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
          node.contents = null;
      } else
        await visitAsync_(null, node, visitor_, Object.freeze([]));
    }
    visitAsync.BREAK = BREAK;
    visitAsync.SKIP = SKIP;
    visitAsync.REMOVE = REMOVE;
    async function visitAsync_(key, node, visitor, path) {
      const ctrl = await callVisitor(key, node, visitor, path);
      if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visitAsync_(key, ctrl, visitor, path);
      }
      if (typeof ctrl !== "symbol") {
        if (identity.isCollection(node)) {
          path = Object.freeze(path.concat(node));
          for (let i = 0; i < node.items.length; ++i) {
            const ci = await visitAsync_(i, node.items[i], visitor, path);
            if (typeof ci === "number")
              i = ci - 1;
            else if (ci === BREAK)
              return BREAK;
            else if (ci === REMOVE) {
              node.items.splice(i, 1);
              i -= 1;
            }
          }
        } else if (identity.isPair(node)) {
          path = Object.freeze(path.concat(node));
          const ck = await visitAsync_("key", node.key, visitor, path);
          if (ck === BREAK)
            return BREAK;
          else if (ck === REMOVE)
            node.key = null;
          const cv = await visitAsync_("value", node.value, visitor, path);
          if (cv === BREAK)
            return BREAK;
          else if (cv === REMOVE)
            node.value = null;
        }
      }
      return ctrl;
    }
    function initVisitor(visitor) {
      if (typeof visitor === "object" && (visitor.Collection || visitor.Node || visitor.Value)) {
        return Object.assign({
          Alias: visitor.Node,
          Map: visitor.Node,
          Scalar: visitor.Node,
          Seq: visitor.Node
        }, visitor.Value && {
          Map: visitor.Value,
          Scalar: visitor.Value,
          Seq: visitor.Value
        }, visitor.Collection && {
          Map: visitor.Collection,
          Seq: visitor.Collection
        }, visitor);
      }
      return visitor;
    }
    function callVisitor(key, node, visitor, path) {
      if (typeof visitor === "function")
        return visitor(key, node, path);
      if (identity.isMap(node))
        return visitor.Map?.(key, node, path);
      if (identity.isSeq(node))
        return visitor.Seq?.(key, node, path);
      if (identity.isPair(node))
        return visitor.Pair?.(key, node, path);
      if (identity.isScalar(node))
        return visitor.Scalar?.(key, node, path);
      if (identity.isAlias(node))
        return visitor.Alias?.(key, node, path);
      return void 0;
    }
    function replaceNode(key, path, node) {
      const parent = path[path.length - 1];
      if (identity.isCollection(parent)) {
        parent.items[key] = node;
      } else if (identity.isPair(parent)) {
        if (key === "key")
          parent.key = node;
        else
          parent.value = node;
      } else if (identity.isDocument(parent)) {
        parent.contents = node;
      } else {
        const pt = identity.isAlias(parent) ? "alias" : "scalar";
        throw new Error(`Cannot replace node with ${pt} parent`);
      }
    }
    exports.visit = visit2;
    exports.visitAsync = visitAsync;
  }
});

// node_modules/yaml/dist/doc/directives.js
var require_directives = __commonJS({
  "node_modules/yaml/dist/doc/directives.js"(exports) {
    "use strict";
    var identity = require_identity();
    var visit2 = require_visit();
    var escapeChars = {
      "!": "%21",
      ",": "%2C",
      "[": "%5B",
      "]": "%5D",
      "{": "%7B",
      "}": "%7D"
    };
    var escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, (ch) => escapeChars[ch]);
    var Directives = class _Directives {
      constructor(yaml, tags) {
        this.docStart = null;
        this.docEnd = false;
        this.yaml = Object.assign({}, _Directives.defaultYaml, yaml);
        this.tags = Object.assign({}, _Directives.defaultTags, tags);
      }
      clone() {
        const copy = new _Directives(this.yaml, this.tags);
        copy.docStart = this.docStart;
        return copy;
      }
      /**
       * During parsing, get a Directives instance for the current document and
       * update the stream state according to the current version's spec.
       */
      atDocument() {
        const res = new _Directives(this.yaml, this.tags);
        switch (this.yaml.version) {
          case "1.1":
            this.atNextDocument = true;
            break;
          case "1.2":
            this.atNextDocument = false;
            this.yaml = {
              explicit: _Directives.defaultYaml.explicit,
              version: "1.2"
            };
            this.tags = Object.assign({}, _Directives.defaultTags);
            break;
        }
        return res;
      }
      /**
       * @param onError - May be called even if the action was successful
       * @returns `true` on success
       */
      add(line2, onError) {
        if (this.atNextDocument) {
          this.yaml = { explicit: _Directives.defaultYaml.explicit, version: "1.1" };
          this.tags = Object.assign({}, _Directives.defaultTags);
          this.atNextDocument = false;
        }
        const parts = line2.trim().split(/[ \t]+/);
        const name = parts.shift();
        switch (name) {
          case "%TAG": {
            if (parts.length !== 2) {
              onError(0, "%TAG directive should contain exactly two parts");
              if (parts.length < 2)
                return false;
            }
            const [handle, prefix] = parts;
            this.tags[handle] = prefix;
            return true;
          }
          case "%YAML": {
            this.yaml.explicit = true;
            if (parts.length !== 1) {
              onError(0, "%YAML directive should contain exactly one part");
              return false;
            }
            const [version] = parts;
            if (version === "1.1" || version === "1.2") {
              this.yaml.version = version;
              return true;
            } else {
              const isValid = /^\d+\.\d+$/.test(version);
              onError(6, `Unsupported YAML version ${version}`, isValid);
              return false;
            }
          }
          default:
            onError(0, `Unknown directive ${name}`, true);
            return false;
        }
      }
      /**
       * Resolves a tag, matching handles to those defined in %TAG directives.
       *
       * @returns Resolved tag, which may also be the non-specific tag `'!'` or a
       *   `'!local'` tag, or `null` if unresolvable.
       */
      tagName(source, onError) {
        if (source === "!")
          return "!";
        if (source[0] !== "!") {
          onError(`Not a valid tag: ${source}`);
          return null;
        }
        if (source[1] === "<") {
          const verbatim = source.slice(2, -1);
          if (verbatim === "!" || verbatim === "!!") {
            onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
            return null;
          }
          if (source[source.length - 1] !== ">")
            onError("Verbatim tags must end with a >");
          return verbatim;
        }
        const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
        if (!suffix)
          onError(`The ${source} tag has no suffix`);
        const prefix = this.tags[handle];
        if (prefix) {
          try {
            return prefix + decodeURIComponent(suffix);
          } catch (error) {
            onError(String(error));
            return null;
          }
        }
        if (handle === "!")
          return source;
        onError(`Could not resolve tag: ${source}`);
        return null;
      }
      /**
       * Given a fully resolved tag, returns its printable string form,
       * taking into account current tag prefixes and defaults.
       */
      tagString(tag) {
        for (const [handle, prefix] of Object.entries(this.tags)) {
          if (tag.startsWith(prefix))
            return handle + escapeTagName(tag.substring(prefix.length));
        }
        return tag[0] === "!" ? tag : `!<${tag}>`;
      }
      toString(doc) {
        const lines = this.yaml.explicit ? [`%YAML ${this.yaml.version || "1.2"}`] : [];
        const tagEntries = Object.entries(this.tags);
        let tagNames;
        if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
          const tags = {};
          visit2.visit(doc.contents, (_key, node) => {
            if (identity.isNode(node) && node.tag)
              tags[node.tag] = true;
          });
          tagNames = Object.keys(tags);
        } else
          tagNames = [];
        for (const [handle, prefix] of tagEntries) {
          if (handle === "!!" && prefix === "tag:yaml.org,2002:")
            continue;
          if (!doc || tagNames.some((tn) => tn.startsWith(prefix)))
            lines.push(`%TAG ${handle} ${prefix}`);
        }
        return lines.join("\n");
      }
    };
    Directives.defaultYaml = { explicit: false, version: "1.2" };
    Directives.defaultTags = { "!!": "tag:yaml.org,2002:" };
    exports.Directives = Directives;
  }
});

// node_modules/yaml/dist/doc/anchors.js
var require_anchors = __commonJS({
  "node_modules/yaml/dist/doc/anchors.js"(exports) {
    "use strict";
    var identity = require_identity();
    var visit2 = require_visit();
    function anchorIsValid(anchor) {
      if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
        const sa = JSON.stringify(anchor);
        const msg = `Anchor must not contain whitespace or control characters: ${sa}`;
        throw new Error(msg);
      }
      return true;
    }
    function anchorNames(root) {
      const anchors = /* @__PURE__ */ new Set();
      visit2.visit(root, {
        Value(_key, node) {
          if (node.anchor)
            anchors.add(node.anchor);
        }
      });
      return anchors;
    }
    function findNewAnchor(prefix, exclude) {
      for (let i = 1; true; ++i) {
        const name = `${prefix}${i}`;
        if (!exclude.has(name))
          return name;
      }
    }
    function createNodeAnchors(doc, prefix) {
      const aliasObjects = [];
      const sourceObjects = /* @__PURE__ */ new Map();
      let prevAnchors = null;
      return {
        onAnchor: (source) => {
          aliasObjects.push(source);
          prevAnchors ?? (prevAnchors = anchorNames(doc));
          const anchor = findNewAnchor(prefix, prevAnchors);
          prevAnchors.add(anchor);
          return anchor;
        },
        /**
         * With circular references, the source node is only resolved after all
         * of its child nodes are. This is why anchors are set only after all of
         * the nodes have been created.
         */
        setAnchors: () => {
          for (const source of aliasObjects) {
            const ref = sourceObjects.get(source);
            if (typeof ref === "object" && ref.anchor && (identity.isScalar(ref.node) || identity.isCollection(ref.node))) {
              ref.node.anchor = ref.anchor;
            } else {
              const error = new Error("Failed to resolve repeated object (this should not happen)");
              error.source = source;
              throw error;
            }
          }
        },
        sourceObjects
      };
    }
    exports.anchorIsValid = anchorIsValid;
    exports.anchorNames = anchorNames;
    exports.createNodeAnchors = createNodeAnchors;
    exports.findNewAnchor = findNewAnchor;
  }
});

// node_modules/yaml/dist/doc/applyReviver.js
var require_applyReviver = __commonJS({
  "node_modules/yaml/dist/doc/applyReviver.js"(exports) {
    "use strict";
    function applyReviver(reviver, obj, key, val) {
      if (val && typeof val === "object") {
        if (Array.isArray(val)) {
          for (let i = 0, len = val.length; i < len; ++i) {
            const v0 = val[i];
            const v1 = applyReviver(reviver, val, String(i), v0);
            if (v1 === void 0)
              delete val[i];
            else if (v1 !== v0)
              val[i] = v1;
          }
        } else if (val instanceof Map) {
          for (const k of Array.from(val.keys())) {
            const v0 = val.get(k);
            const v1 = applyReviver(reviver, val, k, v0);
            if (v1 === void 0)
              val.delete(k);
            else if (v1 !== v0)
              val.set(k, v1);
          }
        } else if (val instanceof Set) {
          for (const v0 of Array.from(val)) {
            const v1 = applyReviver(reviver, val, v0, v0);
            if (v1 === void 0)
              val.delete(v0);
            else if (v1 !== v0) {
              val.delete(v0);
              val.add(v1);
            }
          }
        } else {
          for (const [k, v0] of Object.entries(val)) {
            const v1 = applyReviver(reviver, val, k, v0);
            if (v1 === void 0)
              delete val[k];
            else if (v1 !== v0)
              val[k] = v1;
          }
        }
      }
      return reviver.call(obj, key, val);
    }
    exports.applyReviver = applyReviver;
  }
});

// node_modules/yaml/dist/nodes/toJS.js
var require_toJS = __commonJS({
  "node_modules/yaml/dist/nodes/toJS.js"(exports) {
    "use strict";
    var identity = require_identity();
    function toJS(value, arg, ctx) {
      if (Array.isArray(value))
        return value.map((v, i) => toJS(v, String(i), ctx));
      if (value && typeof value.toJSON === "function") {
        if (!ctx || !identity.hasAnchor(value))
          return value.toJSON(arg, ctx);
        const data = { aliasCount: 0, count: 1, res: void 0 };
        ctx.anchors.set(value, data);
        ctx.onCreate = (res2) => {
          data.res = res2;
          delete ctx.onCreate;
        };
        const res = value.toJSON(arg, ctx);
        if (ctx.onCreate)
          ctx.onCreate(res);
        return res;
      }
      if (typeof value === "bigint" && !ctx?.keep)
        return Number(value);
      return value;
    }
    exports.toJS = toJS;
  }
});

// node_modules/yaml/dist/nodes/Node.js
var require_Node = __commonJS({
  "node_modules/yaml/dist/nodes/Node.js"(exports) {
    "use strict";
    var applyReviver = require_applyReviver();
    var identity = require_identity();
    var toJS = require_toJS();
    var NodeBase = class {
      constructor(type) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: type });
      }
      /** Create a copy of this node.  */
      clone() {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (this.range)
          copy.range = this.range.slice();
        return copy;
      }
      /** A plain JavaScript representation of this node. */
      toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        if (!identity.isDocument(doc))
          throw new TypeError("A document argument is required");
        const ctx = {
          anchors: /* @__PURE__ */ new Map(),
          doc,
          keep: true,
          mapAsMap: mapAsMap === true,
          mapKeyWarned: false,
          maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
        };
        const res = toJS.toJS(this, "", ctx);
        if (typeof onAnchor === "function")
          for (const { count: count2, res: res2 } of ctx.anchors.values())
            onAnchor(res2, count2);
        return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
      }
    };
    exports.NodeBase = NodeBase;
  }
});

// node_modules/yaml/dist/nodes/Alias.js
var require_Alias = __commonJS({
  "node_modules/yaml/dist/nodes/Alias.js"(exports) {
    "use strict";
    var anchors = require_anchors();
    var visit2 = require_visit();
    var identity = require_identity();
    var Node = require_Node();
    var toJS = require_toJS();
    var Alias = class extends Node.NodeBase {
      constructor(source) {
        super(identity.ALIAS);
        this.source = source;
        Object.defineProperty(this, "tag", {
          set() {
            throw new Error("Alias nodes cannot have tags");
          }
        });
      }
      /**
       * Resolve the value of this alias within `doc`, finding the last
       * instance of the `source` anchor before this node.
       */
      resolve(doc, ctx) {
        if (ctx?.maxAliasCount === 0)
          throw new ReferenceError("Alias resolution is disabled");
        let nodes;
        if (ctx?.aliasResolveCache) {
          nodes = ctx.aliasResolveCache;
        } else {
          nodes = [];
          visit2.visit(doc, {
            Node: (_key, node) => {
              if (identity.isAlias(node) || identity.hasAnchor(node))
                nodes.push(node);
            }
          });
          if (ctx)
            ctx.aliasResolveCache = nodes;
        }
        let found2 = void 0;
        for (const node of nodes) {
          if (node === this)
            break;
          if (node.anchor === this.source)
            found2 = node;
        }
        if (found2 && ctx) {
          const { anchors: anchors2, doc: doc2, maxAliasCount } = ctx;
          let data = anchors2.get(found2);
          if (!data) {
            toJS.toJS(found2, null, ctx);
            data = anchors2.get(found2);
          }
          if (data?.res === void 0) {
            const msg = "This should not happen: Alias anchor was not resolved?";
            throw new ReferenceError(msg);
          }
          if (maxAliasCount >= 0) {
            data.count += 1;
            if (data.aliasCount === 0)
              data.aliasCount = getAliasCount(doc2, found2, anchors2);
            if (data.count * data.aliasCount > maxAliasCount) {
              const msg = "Excessive alias count indicates a resource exhaustion attack";
              throw new ReferenceError(msg);
            }
          }
        }
        return found2;
      }
      toJSON(_arg, ctx) {
        if (!ctx)
          return { source: this.source };
        const source = this.resolve(ctx.doc, ctx);
        if (!source) {
          const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
          throw new ReferenceError(msg);
        }
        return ctx.anchors.get(source).res;
      }
      toString(ctx, _onComment, _onChompKeep) {
        const src = `*${this.source}`;
        if (ctx) {
          anchors.anchorIsValid(this.source);
          if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
            const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
            throw new Error(msg);
          }
          if (ctx.implicitKey)
            return `${src} `;
        }
        return src;
      }
    };
    function getAliasCount(doc, node, anchors2) {
      if (identity.isAlias(node)) {
        const source = node.resolve(doc);
        const anchor = anchors2 && source && anchors2.get(source);
        return anchor ? anchor.count * anchor.aliasCount : 0;
      } else if (identity.isCollection(node)) {
        let count2 = 0;
        for (const item of node.items) {
          const c = getAliasCount(doc, item, anchors2);
          if (c > count2)
            count2 = c;
        }
        return count2;
      } else if (identity.isPair(node)) {
        const kc = getAliasCount(doc, node.key, anchors2);
        const vc = getAliasCount(doc, node.value, anchors2);
        return Math.max(kc, vc);
      }
      return 1;
    }
    exports.Alias = Alias;
  }
});

// node_modules/yaml/dist/nodes/Scalar.js
var require_Scalar = __commonJS({
  "node_modules/yaml/dist/nodes/Scalar.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Node = require_Node();
    var toJS = require_toJS();
    var isScalarValue = (value) => !value || typeof value !== "function" && typeof value !== "object";
    var Scalar = class extends Node.NodeBase {
      constructor(value) {
        super(identity.SCALAR);
        this.value = value;
      }
      toJSON(arg, ctx) {
        return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
      }
      toString() {
        return String(this.value);
      }
    };
    Scalar.BLOCK_FOLDED = "BLOCK_FOLDED";
    Scalar.BLOCK_LITERAL = "BLOCK_LITERAL";
    Scalar.PLAIN = "PLAIN";
    Scalar.QUOTE_DOUBLE = "QUOTE_DOUBLE";
    Scalar.QUOTE_SINGLE = "QUOTE_SINGLE";
    exports.Scalar = Scalar;
    exports.isScalarValue = isScalarValue;
  }
});

// node_modules/yaml/dist/doc/createNode.js
var require_createNode = __commonJS({
  "node_modules/yaml/dist/doc/createNode.js"(exports) {
    "use strict";
    var Alias = require_Alias();
    var identity = require_identity();
    var Scalar = require_Scalar();
    var defaultTagPrefix = "tag:yaml.org,2002:";
    function findTagObject(value, tagName, tags) {
      if (tagName) {
        const match = tags.filter((t) => t.tag === tagName);
        const tagObj = match.find((t) => !t.format) ?? match[0];
        if (!tagObj)
          throw new Error(`Tag ${tagName} not found`);
        return tagObj;
      }
      return tags.find((t) => t.identify?.(value) && !t.format);
    }
    function createNode(value, tagName, ctx) {
      if (identity.isDocument(value))
        value = value.contents;
      if (identity.isNode(value))
        return value;
      if (identity.isPair(value)) {
        const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
        map.items.push(value);
        return map;
      }
      if (value instanceof String || value instanceof Number || value instanceof Boolean || typeof BigInt !== "undefined" && value instanceof BigInt) {
        value = value.valueOf();
      }
      const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
      let ref = void 0;
      if (aliasDuplicateObjects && value && typeof value === "object") {
        ref = sourceObjects.get(value);
        if (ref) {
          ref.anchor ?? (ref.anchor = onAnchor(value));
          return new Alias.Alias(ref.anchor);
        } else {
          ref = { anchor: null, node: null };
          sourceObjects.set(value, ref);
        }
      }
      if (tagName?.startsWith("!!"))
        tagName = defaultTagPrefix + tagName.slice(2);
      let tagObj = findTagObject(value, tagName, schema.tags);
      if (!tagObj) {
        if (value && typeof value.toJSON === "function") {
          value = value.toJSON();
        }
        if (!value || typeof value !== "object") {
          const node2 = new Scalar.Scalar(value);
          if (ref)
            ref.node = node2;
          return node2;
        }
        tagObj = value instanceof Map ? schema[identity.MAP] : Symbol.iterator in Object(value) ? schema[identity.SEQ] : schema[identity.MAP];
      }
      if (onTagObj) {
        onTagObj(tagObj);
        delete ctx.onTagObj;
      }
      const node = tagObj?.createNode ? tagObj.createNode(ctx.schema, value, ctx) : typeof tagObj?.nodeClass?.from === "function" ? tagObj.nodeClass.from(ctx.schema, value, ctx) : new Scalar.Scalar(value);
      if (tagName)
        node.tag = tagName;
      else if (!tagObj.default)
        node.tag = tagObj.tag;
      if (ref)
        ref.node = node;
      return node;
    }
    exports.createNode = createNode;
  }
});

// node_modules/yaml/dist/nodes/Collection.js
var require_Collection = __commonJS({
  "node_modules/yaml/dist/nodes/Collection.js"(exports) {
    "use strict";
    var createNode = require_createNode();
    var identity = require_identity();
    var Node = require_Node();
    function collectionFromPath(schema, path, value) {
      let v = value;
      for (let i = path.length - 1; i >= 0; --i) {
        const k = path[i];
        if (typeof k === "number" && Number.isInteger(k) && k >= 0) {
          const a = [];
          a[k] = v;
          v = a;
        } else {
          v = /* @__PURE__ */ new Map([[k, v]]);
        }
      }
      return createNode.createNode(v, void 0, {
        aliasDuplicateObjects: false,
        keepUndefined: false,
        onAnchor: () => {
          throw new Error("This should not happen, please report a bug.");
        },
        schema,
        sourceObjects: /* @__PURE__ */ new Map()
      });
    }
    var isEmptyPath = (path) => path == null || typeof path === "object" && !!path[Symbol.iterator]().next().done;
    var Collection = class extends Node.NodeBase {
      constructor(type, schema) {
        super(type);
        Object.defineProperty(this, "schema", {
          value: schema,
          configurable: true,
          enumerable: false,
          writable: true
        });
      }
      /**
       * Create a copy of this collection.
       *
       * @param schema - If defined, overwrites the original's schema
       */
      clone(schema) {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (schema)
          copy.schema = schema;
        copy.items = copy.items.map((it) => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
        if (this.range)
          copy.range = this.range.slice();
        return copy;
      }
      /**
       * Adds a value to the collection. For `!!map` and `!!omap` the value must
       * be a Pair instance or a `{ key, value }` object, which may not have a key
       * that already exists in the map.
       */
      addIn(path, value) {
        if (isEmptyPath(path))
          this.add(value);
        else {
          const [key, ...rest] = path;
          const node = this.get(key, true);
          if (identity.isCollection(node))
            node.addIn(rest, value);
          else if (node === void 0 && this.schema)
            this.set(key, collectionFromPath(this.schema, rest, value));
          else
            throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
      }
      /**
       * Removes a value from the collection.
       * @returns `true` if the item was found and removed.
       */
      deleteIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
          return this.delete(key);
        const node = this.get(key, true);
        if (identity.isCollection(node))
          return node.deleteIn(rest);
        else
          throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
      }
      /**
       * Returns item at `key`, or `undefined` if not found. By default unwraps
       * scalar values from their surrounding node; to disable set `keepScalar` to
       * `true` (collections are always returned intact).
       */
      getIn(path, keepScalar) {
        const [key, ...rest] = path;
        const node = this.get(key, true);
        if (rest.length === 0)
          return !keepScalar && identity.isScalar(node) ? node.value : node;
        else
          return identity.isCollection(node) ? node.getIn(rest, keepScalar) : void 0;
      }
      hasAllNullValues(allowScalar) {
        return this.items.every((node) => {
          if (!identity.isPair(node))
            return false;
          const n = node.value;
          return n == null || allowScalar && identity.isScalar(n) && n.value == null && !n.commentBefore && !n.comment && !n.tag;
        });
      }
      /**
       * Checks if the collection includes a value with the key `key`.
       */
      hasIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
          return this.has(key);
        const node = this.get(key, true);
        return identity.isCollection(node) ? node.hasIn(rest) : false;
      }
      /**
       * Sets a value in this collection. For `!!set`, `value` needs to be a
       * boolean to add/remove the item from the set.
       */
      setIn(path, value) {
        const [key, ...rest] = path;
        if (rest.length === 0) {
          this.set(key, value);
        } else {
          const node = this.get(key, true);
          if (identity.isCollection(node))
            node.setIn(rest, value);
          else if (node === void 0 && this.schema)
            this.set(key, collectionFromPath(this.schema, rest, value));
          else
            throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
      }
    };
    exports.Collection = Collection;
    exports.collectionFromPath = collectionFromPath;
    exports.isEmptyPath = isEmptyPath;
  }
});

// node_modules/yaml/dist/stringify/stringifyComment.js
var require_stringifyComment = __commonJS({
  "node_modules/yaml/dist/stringify/stringifyComment.js"(exports) {
    "use strict";
    var stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, "#");
    function indentComment(comment, indent) {
      if (/^\n+$/.test(comment))
        return comment.substring(1);
      return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
    }
    var lineComment = (str, indent, comment) => str.endsWith("\n") ? indentComment(comment, indent) : comment.includes("\n") ? "\n" + indentComment(comment, indent) : (str.endsWith(" ") ? "" : " ") + comment;
    exports.indentComment = indentComment;
    exports.lineComment = lineComment;
    exports.stringifyComment = stringifyComment;
  }
});

// node_modules/yaml/dist/stringify/foldFlowLines.js
var require_foldFlowLines = __commonJS({
  "node_modules/yaml/dist/stringify/foldFlowLines.js"(exports) {
    "use strict";
    var FOLD_FLOW = "flow";
    var FOLD_BLOCK = "block";
    var FOLD_QUOTED = "quoted";
    function foldFlowLines(text, indent, mode = "flow", { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
      if (!lineWidth || lineWidth < 0)
        return text;
      if (lineWidth < minContentWidth)
        minContentWidth = 0;
      const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
      if (text.length <= endStep)
        return text;
      const folds = [];
      const escapedFolds = {};
      let end = lineWidth - indent.length;
      if (typeof indentAtStart === "number") {
        if (indentAtStart > lineWidth - Math.max(2, minContentWidth))
          folds.push(0);
        else
          end = lineWidth - indentAtStart;
      }
      let split = void 0;
      let prev = void 0;
      let overflow = false;
      let i = -1;
      let escStart = -1;
      let escEnd = -1;
      if (mode === FOLD_BLOCK) {
        i = consumeMoreIndentedLines(text, i, indent.length);
        if (i !== -1)
          end = i + endStep;
      }
      for (let ch; ch = text[i += 1]; ) {
        if (mode === FOLD_QUOTED && ch === "\\") {
          escStart = i;
          switch (text[i + 1]) {
            case "x":
              i += 3;
              break;
            case "u":
              i += 5;
              break;
            case "U":
              i += 9;
              break;
            default:
              i += 1;
          }
          escEnd = i;
        }
        if (ch === "\n") {
          if (mode === FOLD_BLOCK)
            i = consumeMoreIndentedLines(text, i, indent.length);
          end = i + indent.length + endStep;
          split = void 0;
        } else {
          if (ch === " " && prev && prev !== " " && prev !== "\n" && prev !== "	") {
            const next = text[i + 1];
            if (next && next !== " " && next !== "\n" && next !== "	")
              split = i;
          }
          if (i >= end) {
            if (split) {
              folds.push(split);
              end = split + endStep;
              split = void 0;
            } else if (mode === FOLD_QUOTED) {
              while (prev === " " || prev === "	") {
                prev = ch;
                ch = text[i += 1];
                overflow = true;
              }
              const j = i > escEnd + 1 ? i - 2 : escStart - 1;
              if (escapedFolds[j])
                return text;
              folds.push(j);
              escapedFolds[j] = true;
              end = j + endStep;
              split = void 0;
            } else {
              overflow = true;
            }
          }
        }
        prev = ch;
      }
      if (overflow && onOverflow)
        onOverflow();
      if (folds.length === 0)
        return text;
      if (onFold)
        onFold();
      let res = text.slice(0, folds[0]);
      for (let i2 = 0; i2 < folds.length; ++i2) {
        const fold2 = folds[i2];
        const end2 = folds[i2 + 1] || text.length;
        if (fold2 === 0)
          res = `
${indent}${text.slice(0, end2)}`;
        else {
          if (mode === FOLD_QUOTED && escapedFolds[fold2])
            res += `${text[fold2]}\\`;
          res += `
${indent}${text.slice(fold2 + 1, end2)}`;
        }
      }
      return res;
    }
    function consumeMoreIndentedLines(text, i, indent) {
      let end = i;
      let start = i + 1;
      let ch = text[start];
      while (ch === " " || ch === "	") {
        if (i < start + indent) {
          ch = text[++i];
        } else {
          do {
            ch = text[++i];
          } while (ch && ch !== "\n");
          end = i;
          start = i + 1;
          ch = text[start];
        }
      }
      return end;
    }
    exports.FOLD_BLOCK = FOLD_BLOCK;
    exports.FOLD_FLOW = FOLD_FLOW;
    exports.FOLD_QUOTED = FOLD_QUOTED;
    exports.foldFlowLines = foldFlowLines;
  }
});

// node_modules/yaml/dist/stringify/stringifyString.js
var require_stringifyString = __commonJS({
  "node_modules/yaml/dist/stringify/stringifyString.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var foldFlowLines = require_foldFlowLines();
    var getFoldOptions = (ctx, isBlock) => ({
      indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
      lineWidth: ctx.options.lineWidth,
      minContentWidth: ctx.options.minContentWidth
    });
    var containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
    function lineLengthOverLimit(str, lineWidth, indentLength) {
      if (!lineWidth || lineWidth < 0)
        return false;
      const limit = lineWidth - indentLength;
      const strLen = str.length;
      if (strLen <= limit)
        return false;
      for (let i = 0, start = 0; i < strLen; ++i) {
        if (str[i] === "\n") {
          if (i - start > limit)
            return true;
          start = i + 1;
          if (strLen - start <= limit)
            return false;
        }
      }
      return true;
    }
    function doubleQuotedString(value, ctx) {
      const json = JSON.stringify(value);
      if (ctx.options.doubleQuotedAsJSON)
        return json;
      const { implicitKey } = ctx;
      const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
      const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
      let str = "";
      let start = 0;
      for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
        if (ch === " " && json[i + 1] === "\\" && json[i + 2] === "n") {
          str += json.slice(start, i) + "\\ ";
          i += 1;
          start = i;
          ch = "\\";
        }
        if (ch === "\\")
          switch (json[i + 1]) {
            case "u":
              {
                str += json.slice(start, i);
                const code = json.substr(i + 2, 4);
                switch (code) {
                  case "0000":
                    str += "\\0";
                    break;
                  case "0007":
                    str += "\\a";
                    break;
                  case "000b":
                    str += "\\v";
                    break;
                  case "001b":
                    str += "\\e";
                    break;
                  case "0085":
                    str += "\\N";
                    break;
                  case "00a0":
                    str += "\\_";
                    break;
                  case "2028":
                    str += "\\L";
                    break;
                  case "2029":
                    str += "\\P";
                    break;
                  default:
                    if (code.substr(0, 2) === "00")
                      str += "\\x" + code.substr(2);
                    else
                      str += json.substr(i, 6);
                }
                i += 5;
                start = i + 1;
              }
              break;
            case "n":
              if (implicitKey || json[i + 2] === '"' || json.length < minMultiLineLength) {
                i += 1;
              } else {
                str += json.slice(start, i) + "\n\n";
                while (json[i + 2] === "\\" && json[i + 3] === "n" && json[i + 4] !== '"') {
                  str += "\n";
                  i += 2;
                }
                str += indent;
                if (json[i + 2] === " ")
                  str += "\\";
                i += 1;
                start = i + 1;
              }
              break;
            default:
              i += 1;
          }
      }
      str = start ? str + json.slice(start) : json;
      return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
    }
    function singleQuotedString(value, ctx) {
      if (ctx.options.singleQuote === false || ctx.implicitKey && value.includes("\n") || /[ \t]\n|\n[ \t]/.test(value))
        return doubleQuotedString(value, ctx);
      const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
      const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&
${indent}`) + "'";
      return ctx.implicitKey ? res : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
    }
    function quotedString(value, ctx) {
      const { singleQuote } = ctx.options;
      let qs;
      if (singleQuote === false)
        qs = doubleQuotedString;
      else {
        const hasDouble = value.includes('"');
        const hasSingle = value.includes("'");
        if (hasDouble && !hasSingle)
          qs = singleQuotedString;
        else if (hasSingle && !hasDouble)
          qs = doubleQuotedString;
        else
          qs = singleQuote ? singleQuotedString : doubleQuotedString;
      }
      return qs(value, ctx);
    }
    var blockEndNewlines;
    try {
      blockEndNewlines = new RegExp("(^|(?<!\n))\n+(?!\n|$)", "g");
    } catch {
      blockEndNewlines = /\n+(?!\n|$)/g;
    }
    function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
      const { blockQuote, commentString, lineWidth } = ctx.options;
      if (!blockQuote || /\n[\t ]+$/.test(value)) {
        return quotedString(value, ctx);
      }
      const indent = ctx.indent || (ctx.forceBlockIndent || containsDocumentMarker(value) ? "  " : "");
      const literal = blockQuote === "literal" ? true : blockQuote === "folded" || type === Scalar.Scalar.BLOCK_FOLDED ? false : type === Scalar.Scalar.BLOCK_LITERAL ? true : !lineLengthOverLimit(value, lineWidth, indent.length);
      if (!value)
        return literal ? "|\n" : ">\n";
      let chomp;
      let endStart;
      for (endStart = value.length; endStart > 0; --endStart) {
        const ch = value[endStart - 1];
        if (ch !== "\n" && ch !== "	" && ch !== " ")
          break;
      }
      let end = value.substring(endStart);
      const endNlPos = end.indexOf("\n");
      if (endNlPos === -1) {
        chomp = "-";
      } else if (value === end || endNlPos !== end.length - 1) {
        chomp = "+";
        if (onChompKeep)
          onChompKeep();
      } else {
        chomp = "";
      }
      if (end) {
        value = value.slice(0, -end.length);
        if (end[end.length - 1] === "\n")
          end = end.slice(0, -1);
        end = end.replace(blockEndNewlines, `$&${indent}`);
      }
      let startWithSpace = false;
      let startEnd;
      let startNlPos = -1;
      for (startEnd = 0; startEnd < value.length; ++startEnd) {
        const ch = value[startEnd];
        if (ch === " ")
          startWithSpace = true;
        else if (ch === "\n")
          startNlPos = startEnd;
        else
          break;
      }
      let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
      if (start) {
        value = value.substring(start.length);
        start = start.replace(/\n+/g, `$&${indent}`);
      }
      const indentSize = indent ? "2" : "1";
      let header = (startWithSpace ? indentSize : "") + chomp;
      if (comment) {
        header += " " + commentString(comment.replace(/ ?[\r\n]+/g, " "));
        if (onComment)
          onComment();
      }
      if (!literal) {
        const foldedValue = value.replace(/\n+/g, "\n$&").replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, "$1$2").replace(/\n+/g, `$&${indent}`);
        let literalFallback = false;
        const foldOptions = getFoldOptions(ctx, true);
        if (blockQuote !== "folded" && type !== Scalar.Scalar.BLOCK_FOLDED) {
          foldOptions.onOverflow = () => {
            literalFallback = true;
          };
        }
        const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
        if (!literalFallback)
          return `>${header}
${indent}${body}`;
      }
      value = value.replace(/\n+/g, `$&${indent}`);
      return `|${header}
${indent}${start}${value}${end}`;
    }
    function plainString(item, ctx, onComment, onChompKeep) {
      const { type, value } = item;
      const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
      if (implicitKey && value.includes("\n") || inFlow && /[[\]{},]/.test(value)) {
        return quotedString(value, ctx);
      }
      if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) {
        return implicitKey || inFlow || !value.includes("\n") ? quotedString(value, ctx) : blockString(item, ctx, onComment, onChompKeep);
      }
      if (!implicitKey && !inFlow && type !== Scalar.Scalar.PLAIN && value.includes("\n")) {
        return blockString(item, ctx, onComment, onChompKeep);
      }
      if (containsDocumentMarker(value)) {
        if (indent === "") {
          ctx.forceBlockIndent = true;
          return blockString(item, ctx, onComment, onChompKeep);
        } else if (implicitKey && indent === indentStep) {
          return quotedString(value, ctx);
        }
      }
      const str = value.replace(/\n+/g, `$&
${indent}`);
      if (actualString) {
        const test = (tag) => tag.default && tag.tag !== "tag:yaml.org,2002:str" && tag.test?.test(str);
        const { compat, tags } = ctx.doc.schema;
        if (tags.some(test) || compat?.some(test))
          return quotedString(value, ctx);
      }
      return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
    }
    function stringifyString(item, ctx, onComment, onChompKeep) {
      const { implicitKey, inFlow } = ctx;
      const ss = typeof item.value === "string" ? item : Object.assign({}, item, { value: String(item.value) });
      let { type } = item;
      if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
        if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value))
          type = Scalar.Scalar.QUOTE_DOUBLE;
      }
      const _stringify = (_type) => {
        switch (_type) {
          case Scalar.Scalar.BLOCK_FOLDED:
          case Scalar.Scalar.BLOCK_LITERAL:
            return implicitKey || inFlow ? quotedString(ss.value, ctx) : blockString(ss, ctx, onComment, onChompKeep);
          case Scalar.Scalar.QUOTE_DOUBLE:
            return doubleQuotedString(ss.value, ctx);
          case Scalar.Scalar.QUOTE_SINGLE:
            return singleQuotedString(ss.value, ctx);
          case Scalar.Scalar.PLAIN:
            return plainString(ss, ctx, onComment, onChompKeep);
          default:
            return null;
        }
      };
      let res = _stringify(type);
      if (res === null) {
        const { defaultKeyType, defaultStringType } = ctx.options;
        const t = implicitKey && defaultKeyType || defaultStringType;
        res = _stringify(t);
        if (res === null)
          throw new Error(`Unsupported default string type ${t}`);
      }
      return res;
    }
    exports.stringifyString = stringifyString;
  }
});

// node_modules/yaml/dist/stringify/stringify.js
var require_stringify = __commonJS({
  "node_modules/yaml/dist/stringify/stringify.js"(exports) {
    "use strict";
    var anchors = require_anchors();
    var identity = require_identity();
    var stringifyComment = require_stringifyComment();
    var stringifyString = require_stringifyString();
    function createStringifyContext(doc, options) {
      const opt = Object.assign({
        blockQuote: true,
        commentString: stringifyComment.stringifyComment,
        defaultKeyType: null,
        defaultStringType: "PLAIN",
        directives: null,
        doubleQuotedAsJSON: false,
        doubleQuotedMinMultiLineLength: 40,
        falseStr: "false",
        flowCollectionPadding: true,
        indentSeq: true,
        lineWidth: 80,
        minContentWidth: 20,
        nullStr: "null",
        simpleKeys: false,
        singleQuote: null,
        trailingComma: false,
        trueStr: "true",
        verifyAliasOrder: true
      }, doc.schema.toStringOptions, options);
      let inFlow;
      switch (opt.collectionStyle) {
        case "block":
          inFlow = false;
          break;
        case "flow":
          inFlow = true;
          break;
        default:
          inFlow = null;
      }
      return {
        anchors: /* @__PURE__ */ new Set(),
        doc,
        flowCollectionPadding: opt.flowCollectionPadding ? " " : "",
        indent: "",
        indentStep: typeof opt.indent === "number" ? " ".repeat(opt.indent) : "  ",
        inFlow,
        options: opt
      };
    }
    function getTagObject(tags, item) {
      if (item.tag) {
        const match = tags.filter((t) => t.tag === item.tag);
        if (match.length > 0)
          return match.find((t) => t.format === item.format) ?? match[0];
      }
      let tagObj = void 0;
      let obj;
      if (identity.isScalar(item)) {
        obj = item.value;
        let match = tags.filter((t) => t.identify?.(obj));
        if (match.length > 1) {
          const testMatch = match.filter((t) => t.test);
          if (testMatch.length > 0)
            match = testMatch;
        }
        tagObj = match.find((t) => t.format === item.format) ?? match.find((t) => !t.format);
      } else {
        obj = item;
        tagObj = tags.find((t) => t.nodeClass && obj instanceof t.nodeClass);
      }
      if (!tagObj) {
        const name = obj?.constructor?.name ?? (obj === null ? "null" : typeof obj);
        throw new Error(`Tag not resolved for ${name} value`);
      }
      return tagObj;
    }
    function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
      if (!doc.directives)
        return "";
      const props = [];
      const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
      if (anchor && anchors.anchorIsValid(anchor)) {
        anchors$1.add(anchor);
        props.push(`&${anchor}`);
      }
      const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
      if (tag)
        props.push(doc.directives.tagString(tag));
      return props.join(" ");
    }
    function stringify(item, ctx, onComment, onChompKeep) {
      if (identity.isPair(item))
        return item.toString(ctx, onComment, onChompKeep);
      if (identity.isAlias(item)) {
        if (ctx.doc.directives)
          return item.toString(ctx);
        if (ctx.resolvedAliases?.has(item)) {
          throw new TypeError(`Cannot stringify circular structure without alias nodes`);
        } else {
          if (ctx.resolvedAliases)
            ctx.resolvedAliases.add(item);
          else
            ctx.resolvedAliases = /* @__PURE__ */ new Set([item]);
          item = item.resolve(ctx.doc);
        }
      }
      let tagObj = void 0;
      const node = identity.isNode(item) ? item : ctx.doc.createNode(item, { onTagObj: (o) => tagObj = o });
      tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
      const props = stringifyProps(node, tagObj, ctx);
      if (props.length > 0)
        ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
      const str = typeof tagObj.stringify === "function" ? tagObj.stringify(node, ctx, onComment, onChompKeep) : identity.isScalar(node) ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep) : node.toString(ctx, onComment, onChompKeep);
      if (!props)
        return str;
      return identity.isScalar(node) || str[0] === "{" || str[0] === "[" ? `${props} ${str}` : `${props}
${ctx.indent}${str}`;
    }
    exports.createStringifyContext = createStringifyContext;
    exports.stringify = stringify;
  }
});

// node_modules/yaml/dist/stringify/stringifyPair.js
var require_stringifyPair = __commonJS({
  "node_modules/yaml/dist/stringify/stringifyPair.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Scalar = require_Scalar();
    var stringify = require_stringify();
    var stringifyComment = require_stringifyComment();
    function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
      const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
      let keyComment = identity.isNode(key) && key.comment || null;
      if (simpleKeys) {
        if (keyComment) {
          throw new Error("With simple keys, key nodes cannot have comments");
        }
        if (identity.isCollection(key) || !identity.isNode(key) && typeof key === "object") {
          const msg = "With simple keys, collection cannot be used as a key value";
          throw new Error(msg);
        }
      }
      let explicitKey = !simpleKeys && (!key || keyComment && value == null && !ctx.inFlow || identity.isCollection(key) || (identity.isScalar(key) ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL : typeof key === "object"));
      ctx = Object.assign({}, ctx, {
        allNullValues: false,
        implicitKey: !explicitKey && (simpleKeys || !allNullValues),
        indent: indent + indentStep
      });
      let keyCommentDone = false;
      let chompKeep = false;
      let str = stringify.stringify(key, ctx, () => keyCommentDone = true, () => chompKeep = true);
      if (!explicitKey && !ctx.inFlow && str.length > 1024) {
        if (simpleKeys)
          throw new Error("With simple keys, single line scalar must not span more than 1024 characters");
        explicitKey = true;
      }
      if (ctx.inFlow) {
        if (allNullValues || value == null) {
          if (keyCommentDone && onComment)
            onComment();
          return str === "" ? "?" : explicitKey ? `? ${str}` : str;
        }
      } else if (allNullValues && !simpleKeys || value == null && explicitKey) {
        str = `? ${str}`;
        if (keyComment && !keyCommentDone) {
          str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        } else if (chompKeep && onChompKeep)
          onChompKeep();
        return str;
      }
      if (keyCommentDone)
        keyComment = null;
      if (explicitKey) {
        if (keyComment)
          str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        str = `? ${str}
${indent}:`;
      } else {
        str = `${str}:`;
        if (keyComment)
          str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
      }
      let vsb, vcb, valueComment;
      if (identity.isNode(value)) {
        vsb = !!value.spaceBefore;
        vcb = value.commentBefore;
        valueComment = value.comment;
      } else {
        vsb = false;
        vcb = null;
        valueComment = null;
        if (value && typeof value === "object")
          value = doc.createNode(value);
      }
      ctx.implicitKey = false;
      if (!explicitKey && !keyComment && identity.isScalar(value))
        ctx.indentAtStart = str.length + 1;
      chompKeep = false;
      if (!indentSeq && indentStep.length >= 2 && !ctx.inFlow && !explicitKey && identity.isSeq(value) && !value.flow && !value.tag && !value.anchor) {
        ctx.indent = ctx.indent.substring(2);
      }
      let valueCommentDone = false;
      const valueStr = stringify.stringify(value, ctx, () => valueCommentDone = true, () => chompKeep = true);
      let ws = " ";
      if (keyComment || vsb || vcb) {
        ws = vsb ? "\n" : "";
        if (vcb) {
          const cs = commentString(vcb);
          ws += `
${stringifyComment.indentComment(cs, ctx.indent)}`;
        }
        if (valueStr === "" && !ctx.inFlow) {
          if (ws === "\n" && valueComment)
            ws = "\n\n";
        } else {
          ws += `
${ctx.indent}`;
        }
      } else if (!explicitKey && identity.isCollection(value)) {
        const vs0 = valueStr[0];
        const nl0 = valueStr.indexOf("\n");
        const hasNewline = nl0 !== -1;
        const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
        if (hasNewline || !flow) {
          let hasPropsLine = false;
          if (hasNewline && (vs0 === "&" || vs0 === "!")) {
            let sp0 = valueStr.indexOf(" ");
            if (vs0 === "&" && sp0 !== -1 && sp0 < nl0 && valueStr[sp0 + 1] === "!") {
              sp0 = valueStr.indexOf(" ", sp0 + 1);
            }
            if (sp0 === -1 || nl0 < sp0)
              hasPropsLine = true;
          }
          if (!hasPropsLine)
            ws = `
${ctx.indent}`;
        }
      } else if (valueStr === "" || valueStr[0] === "\n") {
        ws = "";
      }
      str += ws + valueStr;
      if (ctx.inFlow) {
        if (valueCommentDone && onComment)
          onComment();
      } else if (valueComment && !valueCommentDone) {
        str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
      } else if (chompKeep && onChompKeep) {
        onChompKeep();
      }
      return str;
    }
    exports.stringifyPair = stringifyPair;
  }
});

// node_modules/yaml/dist/log.js
var require_log = __commonJS({
  "node_modules/yaml/dist/log.js"(exports) {
    "use strict";
    var node_process = __require("process");
    function debug(logLevel, ...messages) {
      if (logLevel === "debug")
        console.log(...messages);
    }
    function warn(logLevel, warning) {
      if (logLevel === "debug" || logLevel === "warn") {
        if (typeof node_process.emitWarning === "function")
          node_process.emitWarning(warning);
        else
          console.warn(warning);
      }
    }
    exports.debug = debug;
    exports.warn = warn;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/merge.js
var require_merge = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/merge.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Scalar = require_Scalar();
    var MERGE_KEY = "<<";
    var merge = {
      identify: (value) => value === MERGE_KEY || typeof value === "symbol" && value.description === MERGE_KEY,
      default: "key",
      tag: "tag:yaml.org,2002:merge",
      test: /^<<$/,
      resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), {
        addToJSMap: addMergeToJSMap
      }),
      stringify: () => MERGE_KEY
    };
    var isMergeKey = (ctx, key) => (merge.identify(key) || identity.isScalar(key) && (!key.type || key.type === Scalar.Scalar.PLAIN) && merge.identify(key.value)) && ctx?.doc.schema.tags.some((tag) => tag.tag === merge.tag && tag.default);
    function addMergeToJSMap(ctx, map, value) {
      const source = resolveAliasValue(ctx, value);
      if (identity.isSeq(source))
        for (const it of source.items)
          mergeValue(ctx, map, it);
      else if (Array.isArray(source))
        for (const it of source)
          mergeValue(ctx, map, it);
      else
        mergeValue(ctx, map, source);
    }
    function mergeValue(ctx, map, value) {
      const source = resolveAliasValue(ctx, value);
      if (!identity.isMap(source))
        throw new Error("Merge sources must be maps or map aliases");
      const srcMap = source.toJSON(null, ctx, Map);
      for (const [key, value2] of srcMap) {
        if (map instanceof Map) {
          if (!map.has(key))
            map.set(key, value2);
        } else if (map instanceof Set) {
          map.add(key);
        } else if (!Object.prototype.hasOwnProperty.call(map, key)) {
          Object.defineProperty(map, key, {
            value: value2,
            writable: true,
            enumerable: true,
            configurable: true
          });
        }
      }
      return map;
    }
    function resolveAliasValue(ctx, value) {
      return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
    }
    exports.addMergeToJSMap = addMergeToJSMap;
    exports.isMergeKey = isMergeKey;
    exports.merge = merge;
  }
});

// node_modules/yaml/dist/nodes/addPairToJSMap.js
var require_addPairToJSMap = __commonJS({
  "node_modules/yaml/dist/nodes/addPairToJSMap.js"(exports) {
    "use strict";
    var log = require_log();
    var merge = require_merge();
    var stringify = require_stringify();
    var identity = require_identity();
    var toJS = require_toJS();
    function addPairToJSMap(ctx, map, { key, value }) {
      if (identity.isNode(key) && key.addToJSMap)
        key.addToJSMap(ctx, map, value);
      else if (merge.isMergeKey(ctx, key))
        merge.addMergeToJSMap(ctx, map, value);
      else {
        const jsKey = toJS.toJS(key, "", ctx);
        if (map instanceof Map) {
          map.set(jsKey, toJS.toJS(value, jsKey, ctx));
        } else if (map instanceof Set) {
          map.add(jsKey);
        } else {
          const stringKey = stringifyKey(key, jsKey, ctx);
          const jsValue = toJS.toJS(value, stringKey, ctx);
          if (stringKey in map)
            Object.defineProperty(map, stringKey, {
              value: jsValue,
              writable: true,
              enumerable: true,
              configurable: true
            });
          else
            map[stringKey] = jsValue;
        }
      }
      return map;
    }
    function stringifyKey(key, jsKey, ctx) {
      if (jsKey === null)
        return "";
      if (typeof jsKey !== "object")
        return String(jsKey);
      if (identity.isNode(key) && ctx?.doc) {
        const strCtx = stringify.createStringifyContext(ctx.doc, {});
        strCtx.anchors = /* @__PURE__ */ new Set();
        for (const node of ctx.anchors.keys())
          strCtx.anchors.add(node.anchor);
        strCtx.inFlow = true;
        strCtx.inStringifyKey = true;
        const strKey = key.toString(strCtx);
        if (!ctx.mapKeyWarned) {
          let jsonStr = JSON.stringify(strKey);
          if (jsonStr.length > 40)
            jsonStr = jsonStr.substring(0, 36) + '..."';
          log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
          ctx.mapKeyWarned = true;
        }
        return strKey;
      }
      return JSON.stringify(jsKey);
    }
    exports.addPairToJSMap = addPairToJSMap;
  }
});

// node_modules/yaml/dist/nodes/Pair.js
var require_Pair = __commonJS({
  "node_modules/yaml/dist/nodes/Pair.js"(exports) {
    "use strict";
    var createNode = require_createNode();
    var stringifyPair = require_stringifyPair();
    var addPairToJSMap = require_addPairToJSMap();
    var identity = require_identity();
    function createPair(key, value, ctx) {
      const k = createNode.createNode(key, void 0, ctx);
      const v = createNode.createNode(value, void 0, ctx);
      return new Pair(k, v);
    }
    var Pair = class _Pair {
      constructor(key, value = null) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
        this.key = key;
        this.value = value;
      }
      clone(schema) {
        let { key, value } = this;
        if (identity.isNode(key))
          key = key.clone(schema);
        if (identity.isNode(value))
          value = value.clone(schema);
        return new _Pair(key, value);
      }
      toJSON(_, ctx) {
        const pair = ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
        return addPairToJSMap.addPairToJSMap(ctx, pair, this);
      }
      toString(ctx, onComment, onChompKeep) {
        return ctx?.doc ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep) : JSON.stringify(this);
      }
    };
    exports.Pair = Pair;
    exports.createPair = createPair;
  }
});

// node_modules/yaml/dist/stringify/stringifyCollection.js
var require_stringifyCollection = __commonJS({
  "node_modules/yaml/dist/stringify/stringifyCollection.js"(exports) {
    "use strict";
    var identity = require_identity();
    var stringify = require_stringify();
    var stringifyComment = require_stringifyComment();
    function stringifyCollection(collection, ctx, options) {
      const flow = ctx.inFlow ?? collection.flow;
      const stringify2 = flow ? stringifyFlowCollection : stringifyBlockCollection;
      return stringify2(collection, ctx, options);
    }
    function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
      const { indent, options: { commentString } } = ctx;
      const itemCtx = Object.assign({}, ctx, { indent: itemIndent, type: null });
      let chompKeep = false;
      const lines = [];
      for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment2 = null;
        if (identity.isNode(item)) {
          if (!chompKeep && item.spaceBefore)
            lines.push("");
          addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
          if (item.comment)
            comment2 = item.comment;
        } else if (identity.isPair(item)) {
          const ik = identity.isNode(item.key) ? item.key : null;
          if (ik) {
            if (!chompKeep && ik.spaceBefore)
              lines.push("");
            addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
          }
        }
        chompKeep = false;
        let str2 = stringify.stringify(item, itemCtx, () => comment2 = null, () => chompKeep = true);
        if (comment2)
          str2 += stringifyComment.lineComment(str2, itemIndent, commentString(comment2));
        if (chompKeep && comment2)
          chompKeep = false;
        lines.push(blockItemPrefix + str2);
      }
      let str;
      if (lines.length === 0) {
        str = flowChars.start + flowChars.end;
      } else {
        str = lines[0];
        for (let i = 1; i < lines.length; ++i) {
          const line2 = lines[i];
          str += line2 ? `
${indent}${line2}` : "\n";
        }
      }
      if (comment) {
        str += "\n" + stringifyComment.indentComment(commentString(comment), indent);
        if (onComment)
          onComment();
      } else if (chompKeep && onChompKeep)
        onChompKeep();
      return str;
    }
    function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
      const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
      itemIndent += indentStep;
      const itemCtx = Object.assign({}, ctx, {
        indent: itemIndent,
        inFlow: true,
        type: null
      });
      let reqNewline = false;
      let linesAtValue = 0;
      const lines = [];
      for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
          if (item.spaceBefore)
            lines.push("");
          addCommentBefore(ctx, lines, item.commentBefore, false);
          if (item.comment)
            comment = item.comment;
        } else if (identity.isPair(item)) {
          const ik = identity.isNode(item.key) ? item.key : null;
          if (ik) {
            if (ik.spaceBefore)
              lines.push("");
            addCommentBefore(ctx, lines, ik.commentBefore, false);
            if (ik.comment)
              reqNewline = true;
          }
          const iv = identity.isNode(item.value) ? item.value : null;
          if (iv) {
            if (iv.comment)
              comment = iv.comment;
            if (iv.commentBefore)
              reqNewline = true;
          } else if (item.value == null && ik?.comment) {
            comment = ik.comment;
          }
        }
        if (comment)
          reqNewline = true;
        let str = stringify.stringify(item, itemCtx, () => comment = null);
        reqNewline || (reqNewline = lines.length > linesAtValue || str.includes("\n"));
        if (i < items.length - 1) {
          str += ",";
        } else if (ctx.options.trailingComma) {
          if (ctx.options.lineWidth > 0) {
            reqNewline || (reqNewline = lines.reduce((sum, line2) => sum + line2.length + 2, 2) + (str.length + 2) > ctx.options.lineWidth);
          }
          if (reqNewline) {
            str += ",";
          }
        }
        if (comment)
          str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        lines.push(str);
        linesAtValue = lines.length;
      }
      const { start, end } = flowChars;
      if (lines.length === 0) {
        return start + end;
      } else {
        if (!reqNewline) {
          const len = lines.reduce((sum, line2) => sum + line2.length + 2, 2);
          reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
        }
        if (reqNewline) {
          let str = start;
          for (const line2 of lines)
            str += line2 ? `
${indentStep}${indent}${line2}` : "\n";
          return `${str}
${indent}${end}`;
        } else {
          return `${start}${fcPadding}${lines.join(" ")}${fcPadding}${end}`;
        }
      }
    }
    function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
      if (comment && chompKeep)
        comment = comment.replace(/^\n+/, "");
      if (comment) {
        const ic = stringifyComment.indentComment(commentString(comment), indent);
        lines.push(ic.trimStart());
      }
    }
    exports.stringifyCollection = stringifyCollection;
  }
});

// node_modules/yaml/dist/nodes/YAMLMap.js
var require_YAMLMap = __commonJS({
  "node_modules/yaml/dist/nodes/YAMLMap.js"(exports) {
    "use strict";
    var stringifyCollection = require_stringifyCollection();
    var addPairToJSMap = require_addPairToJSMap();
    var Collection = require_Collection();
    var identity = require_identity();
    var Pair = require_Pair();
    var Scalar = require_Scalar();
    function findPair(items, key) {
      const k = identity.isScalar(key) ? key.value : key;
      for (const it of items) {
        if (identity.isPair(it)) {
          if (it.key === key || it.key === k)
            return it;
          if (identity.isScalar(it.key) && it.key.value === k)
            return it;
        }
      }
      return void 0;
    }
    var YAMLMap = class extends Collection.Collection {
      static get tagName() {
        return "tag:yaml.org,2002:map";
      }
      constructor(schema) {
        super(identity.MAP, schema);
        this.items = [];
      }
      /**
       * A generic collection parsing method that can be extended
       * to other node classes that inherit from YAMLMap
       */
      static from(schema, obj, ctx) {
        const { keepUndefined, replacer } = ctx;
        const map = new this(schema);
        const add = (key, value) => {
          if (typeof replacer === "function")
            value = replacer.call(obj, key, value);
          else if (Array.isArray(replacer) && !replacer.includes(key))
            return;
          if (value !== void 0 || keepUndefined)
            map.items.push(Pair.createPair(key, value, ctx));
        };
        if (obj instanceof Map) {
          for (const [key, value] of obj)
            add(key, value);
        } else if (obj && typeof obj === "object") {
          for (const key of Object.keys(obj))
            add(key, obj[key]);
        }
        if (typeof schema.sortMapEntries === "function") {
          map.items.sort(schema.sortMapEntries);
        }
        return map;
      }
      /**
       * Adds a value to the collection.
       *
       * @param overwrite - If not set `true`, using a key that is already in the
       *   collection will throw. Otherwise, overwrites the previous value.
       */
      add(pair, overwrite) {
        let _pair;
        if (identity.isPair(pair))
          _pair = pair;
        else if (!pair || typeof pair !== "object" || !("key" in pair)) {
          _pair = new Pair.Pair(pair, pair?.value);
        } else
          _pair = new Pair.Pair(pair.key, pair.value);
        const prev = findPair(this.items, _pair.key);
        const sortEntries = this.schema?.sortMapEntries;
        if (prev) {
          if (!overwrite)
            throw new Error(`Key ${_pair.key} already set`);
          if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value))
            prev.value.value = _pair.value;
          else
            prev.value = _pair.value;
        } else if (sortEntries) {
          const i = this.items.findIndex((item) => sortEntries(_pair, item) < 0);
          if (i === -1)
            this.items.push(_pair);
          else
            this.items.splice(i, 0, _pair);
        } else {
          this.items.push(_pair);
        }
      }
      delete(key) {
        const it = findPair(this.items, key);
        if (!it)
          return false;
        const del = this.items.splice(this.items.indexOf(it), 1);
        return del.length > 0;
      }
      get(key, keepScalar) {
        const it = findPair(this.items, key);
        const node = it?.value;
        return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? void 0;
      }
      has(key) {
        return !!findPair(this.items, key);
      }
      set(key, value) {
        this.add(new Pair.Pair(key, value), true);
      }
      /**
       * @param ctx - Conversion context, originally set in Document#toJS()
       * @param {Class} Type - If set, forces the returned collection type
       * @returns Instance of Type, Map, or Object
       */
      toJSON(_, ctx, Type) {
        const map = Type ? new Type() : ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
        if (ctx?.onCreate)
          ctx.onCreate(map);
        for (const item of this.items)
          addPairToJSMap.addPairToJSMap(ctx, map, item);
        return map;
      }
      toString(ctx, onComment, onChompKeep) {
        if (!ctx)
          return JSON.stringify(this);
        for (const item of this.items) {
          if (!identity.isPair(item))
            throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
        }
        if (!ctx.allNullValues && this.hasAllNullValues(false))
          ctx = Object.assign({}, ctx, { allNullValues: true });
        return stringifyCollection.stringifyCollection(this, ctx, {
          blockItemPrefix: "",
          flowChars: { start: "{", end: "}" },
          itemIndent: ctx.indent || "",
          onChompKeep,
          onComment
        });
      }
    };
    exports.YAMLMap = YAMLMap;
    exports.findPair = findPair;
  }
});

// node_modules/yaml/dist/schema/common/map.js
var require_map = __commonJS({
  "node_modules/yaml/dist/schema/common/map.js"(exports) {
    "use strict";
    var identity = require_identity();
    var YAMLMap = require_YAMLMap();
    var map = {
      collection: "map",
      default: true,
      nodeClass: YAMLMap.YAMLMap,
      tag: "tag:yaml.org,2002:map",
      resolve(map2, onError) {
        if (!identity.isMap(map2))
          onError("Expected a mapping for this tag");
        return map2;
      },
      createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
    };
    exports.map = map;
  }
});

// node_modules/yaml/dist/nodes/YAMLSeq.js
var require_YAMLSeq = __commonJS({
  "node_modules/yaml/dist/nodes/YAMLSeq.js"(exports) {
    "use strict";
    var createNode = require_createNode();
    var stringifyCollection = require_stringifyCollection();
    var Collection = require_Collection();
    var identity = require_identity();
    var Scalar = require_Scalar();
    var toJS = require_toJS();
    var YAMLSeq = class extends Collection.Collection {
      static get tagName() {
        return "tag:yaml.org,2002:seq";
      }
      constructor(schema) {
        super(identity.SEQ, schema);
        this.items = [];
      }
      add(value) {
        this.items.push(value);
      }
      /**
       * Removes a value from the collection.
       *
       * `key` must contain a representation of an integer for this to succeed.
       * It may be wrapped in a `Scalar`.
       *
       * @returns `true` if the item was found and removed.
       */
      delete(key) {
        const idx = asItemIndex(key);
        if (typeof idx !== "number")
          return false;
        const del = this.items.splice(idx, 1);
        return del.length > 0;
      }
      get(key, keepScalar) {
        const idx = asItemIndex(key);
        if (typeof idx !== "number")
          return void 0;
        const it = this.items[idx];
        return !keepScalar && identity.isScalar(it) ? it.value : it;
      }
      /**
       * Checks if the collection includes a value with the key `key`.
       *
       * `key` must contain a representation of an integer for this to succeed.
       * It may be wrapped in a `Scalar`.
       */
      has(key) {
        const idx = asItemIndex(key);
        return typeof idx === "number" && idx < this.items.length;
      }
      /**
       * Sets a value in this collection. For `!!set`, `value` needs to be a
       * boolean to add/remove the item from the set.
       *
       * If `key` does not contain a representation of an integer, this will throw.
       * It may be wrapped in a `Scalar`.
       */
      set(key, value) {
        const idx = asItemIndex(key);
        if (typeof idx !== "number")
          throw new Error(`Expected a valid index, not ${key}.`);
        const prev = this.items[idx];
        if (identity.isScalar(prev) && Scalar.isScalarValue(value))
          prev.value = value;
        else
          this.items[idx] = value;
      }
      toJSON(_, ctx) {
        const seq = [];
        if (ctx?.onCreate)
          ctx.onCreate(seq);
        let i = 0;
        for (const item of this.items)
          seq.push(toJS.toJS(item, String(i++), ctx));
        return seq;
      }
      toString(ctx, onComment, onChompKeep) {
        if (!ctx)
          return JSON.stringify(this);
        return stringifyCollection.stringifyCollection(this, ctx, {
          blockItemPrefix: "- ",
          flowChars: { start: "[", end: "]" },
          itemIndent: (ctx.indent || "") + "  ",
          onChompKeep,
          onComment
        });
      }
      static from(schema, obj, ctx) {
        const { replacer } = ctx;
        const seq = new this(schema);
        if (obj && Symbol.iterator in Object(obj)) {
          let i = 0;
          for (let it of obj) {
            if (typeof replacer === "function") {
              const key = obj instanceof Set ? it : String(i++);
              it = replacer.call(obj, key, it);
            }
            seq.items.push(createNode.createNode(it, void 0, ctx));
          }
        }
        return seq;
      }
    };
    function asItemIndex(key) {
      let idx = identity.isScalar(key) ? key.value : key;
      if (idx && typeof idx === "string")
        idx = Number(idx);
      return typeof idx === "number" && Number.isInteger(idx) && idx >= 0 ? idx : null;
    }
    exports.YAMLSeq = YAMLSeq;
  }
});

// node_modules/yaml/dist/schema/common/seq.js
var require_seq = __commonJS({
  "node_modules/yaml/dist/schema/common/seq.js"(exports) {
    "use strict";
    var identity = require_identity();
    var YAMLSeq = require_YAMLSeq();
    var seq = {
      collection: "seq",
      default: true,
      nodeClass: YAMLSeq.YAMLSeq,
      tag: "tag:yaml.org,2002:seq",
      resolve(seq2, onError) {
        if (!identity.isSeq(seq2))
          onError("Expected a sequence for this tag");
        return seq2;
      },
      createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
    };
    exports.seq = seq;
  }
});

// node_modules/yaml/dist/schema/common/string.js
var require_string = __commonJS({
  "node_modules/yaml/dist/schema/common/string.js"(exports) {
    "use strict";
    var stringifyString = require_stringifyString();
    var string2 = {
      identify: (value) => typeof value === "string",
      default: true,
      tag: "tag:yaml.org,2002:str",
      resolve: (str) => str,
      stringify(item, ctx, onComment, onChompKeep) {
        ctx = Object.assign({ actualString: true }, ctx);
        return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
      }
    };
    exports.string = string2;
  }
});

// node_modules/yaml/dist/schema/common/null.js
var require_null = __commonJS({
  "node_modules/yaml/dist/schema/common/null.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var nullTag = {
      identify: (value) => value == null,
      createNode: () => new Scalar.Scalar(null),
      default: true,
      tag: "tag:yaml.org,2002:null",
      test: /^(?:~|[Nn]ull|NULL)?$/,
      resolve: () => new Scalar.Scalar(null),
      stringify: ({ source }, ctx) => typeof source === "string" && nullTag.test.test(source) ? source : ctx.options.nullStr
    };
    exports.nullTag = nullTag;
  }
});

// node_modules/yaml/dist/schema/core/bool.js
var require_bool = __commonJS({
  "node_modules/yaml/dist/schema/core/bool.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var boolTag = {
      identify: (value) => typeof value === "boolean",
      default: true,
      tag: "tag:yaml.org,2002:bool",
      test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
      resolve: (str) => new Scalar.Scalar(str[0] === "t" || str[0] === "T"),
      stringify({ source, value }, ctx) {
        if (source && boolTag.test.test(source)) {
          const sv = source[0] === "t" || source[0] === "T";
          if (value === sv)
            return source;
        }
        return value ? ctx.options.trueStr : ctx.options.falseStr;
      }
    };
    exports.boolTag = boolTag;
  }
});

// node_modules/yaml/dist/stringify/stringifyNumber.js
var require_stringifyNumber = __commonJS({
  "node_modules/yaml/dist/stringify/stringifyNumber.js"(exports) {
    "use strict";
    function stringifyNumber({ format, minFractionDigits, tag, value }) {
      if (typeof value === "bigint")
        return String(value);
      const num = typeof value === "number" ? value : Number(value);
      if (!isFinite(num))
        return isNaN(num) ? ".nan" : num < 0 ? "-.inf" : ".inf";
      let n = Object.is(value, -0) ? "-0" : JSON.stringify(value);
      if (!format && minFractionDigits && (!tag || tag === "tag:yaml.org,2002:float") && /^-?\d/.test(n) && !n.includes("e")) {
        let i = n.indexOf(".");
        if (i < 0) {
          i = n.length;
          n += ".";
        }
        let d = minFractionDigits - (n.length - i - 1);
        while (d-- > 0)
          n += "0";
      }
      return n;
    }
    exports.stringifyNumber = stringifyNumber;
  }
});

// node_modules/yaml/dist/schema/core/float.js
var require_float = __commonJS({
  "node_modules/yaml/dist/schema/core/float.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var stringifyNumber = require_stringifyNumber();
    var floatNaN = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
      resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
      stringify: stringifyNumber.stringifyNumber
    };
    var floatExp = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      format: "EXP",
      test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
      resolve: (str) => parseFloat(str),
      stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
      }
    };
    var float = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
      resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str));
        const dot = str.indexOf(".");
        if (dot !== -1 && str[str.length - 1] === "0")
          node.minFractionDigits = str.length - dot - 1;
        return node;
      },
      stringify: stringifyNumber.stringifyNumber
    };
    exports.float = float;
    exports.floatExp = floatExp;
    exports.floatNaN = floatNaN;
  }
});

// node_modules/yaml/dist/schema/core/int.js
var require_int = __commonJS({
  "node_modules/yaml/dist/schema/core/int.js"(exports) {
    "use strict";
    var stringifyNumber = require_stringifyNumber();
    var intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
    var intResolve = (str, offset, radix, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix);
    function intStringify(node, radix, prefix) {
      const { value } = node;
      if (intIdentify(value) && value >= 0)
        return prefix + value.toString(radix);
      return stringifyNumber.stringifyNumber(node);
    }
    var intOct = {
      identify: (value) => intIdentify(value) && value >= 0,
      default: true,
      tag: "tag:yaml.org,2002:int",
      format: "OCT",
      test: /^0o[0-7]+$/,
      resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
      stringify: (node) => intStringify(node, 8, "0o")
    };
    var int2 = {
      identify: intIdentify,
      default: true,
      tag: "tag:yaml.org,2002:int",
      test: /^[-+]?[0-9]+$/,
      resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
      stringify: stringifyNumber.stringifyNumber
    };
    var intHex = {
      identify: (value) => intIdentify(value) && value >= 0,
      default: true,
      tag: "tag:yaml.org,2002:int",
      format: "HEX",
      test: /^0x[0-9a-fA-F]+$/,
      resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
      stringify: (node) => intStringify(node, 16, "0x")
    };
    exports.int = int2;
    exports.intHex = intHex;
    exports.intOct = intOct;
  }
});

// node_modules/yaml/dist/schema/core/schema.js
var require_schema = __commonJS({
  "node_modules/yaml/dist/schema/core/schema.js"(exports) {
    "use strict";
    var map = require_map();
    var _null = require_null();
    var seq = require_seq();
    var string2 = require_string();
    var bool = require_bool();
    var float = require_float();
    var int2 = require_int();
    var schema = [
      map.map,
      seq.seq,
      string2.string,
      _null.nullTag,
      bool.boolTag,
      int2.intOct,
      int2.int,
      int2.intHex,
      float.floatNaN,
      float.floatExp,
      float.float
    ];
    exports.schema = schema;
  }
});

// node_modules/yaml/dist/schema/json/schema.js
var require_schema2 = __commonJS({
  "node_modules/yaml/dist/schema/json/schema.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var map = require_map();
    var seq = require_seq();
    function intIdentify(value) {
      return typeof value === "bigint" || Number.isInteger(value);
    }
    var stringifyJSON = ({ value }) => JSON.stringify(value);
    var jsonScalars = [
      {
        identify: (value) => typeof value === "string",
        default: true,
        tag: "tag:yaml.org,2002:str",
        resolve: (str) => str,
        stringify: stringifyJSON
      },
      {
        identify: (value) => value == null,
        createNode: () => new Scalar.Scalar(null),
        default: true,
        tag: "tag:yaml.org,2002:null",
        test: /^null$/,
        resolve: () => null,
        stringify: stringifyJSON
      },
      {
        identify: (value) => typeof value === "boolean",
        default: true,
        tag: "tag:yaml.org,2002:bool",
        test: /^true$|^false$/,
        resolve: (str) => str === "true",
        stringify: stringifyJSON
      },
      {
        identify: intIdentify,
        default: true,
        tag: "tag:yaml.org,2002:int",
        test: /^-?(?:0|[1-9][0-9]*)$/,
        resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
        stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
      },
      {
        identify: (value) => typeof value === "number",
        default: true,
        tag: "tag:yaml.org,2002:float",
        test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
        resolve: (str) => parseFloat(str),
        stringify: stringifyJSON
      }
    ];
    var jsonError = {
      default: true,
      tag: "",
      test: /^/,
      resolve(str, onError) {
        onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
        return str;
      }
    };
    var schema = [map.map, seq.seq].concat(jsonScalars, jsonError);
    exports.schema = schema;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/binary.js
var require_binary = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/binary.js"(exports) {
    "use strict";
    var node_buffer = __require("buffer");
    var Scalar = require_Scalar();
    var stringifyString = require_stringifyString();
    var binary = {
      identify: (value) => value instanceof Uint8Array,
      // Buffer inherits from Uint8Array
      default: false,
      tag: "tag:yaml.org,2002:binary",
      /**
       * Returns a Buffer in node and an Uint8Array in browsers
       *
       * To use the resulting buffer as an image, you'll want to do something like:
       *
       *   const blob = new Blob([buffer], { type: 'image/jpeg' })
       *   document.querySelector('#photo').src = URL.createObjectURL(blob)
       */
      resolve(src, onError) {
        if (typeof node_buffer.Buffer === "function") {
          return node_buffer.Buffer.from(src, "base64");
        } else if (typeof atob === "function") {
          const str = atob(src.replace(/[\n\r]/g, ""));
          const buffer = new Uint8Array(str.length);
          for (let i = 0; i < str.length; ++i)
            buffer[i] = str.charCodeAt(i);
          return buffer;
        } else {
          onError("This environment does not support reading binary tags; either Buffer or atob is required");
          return src;
        }
      },
      stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
        if (!value)
          return "";
        const buf = value;
        let str;
        if (typeof node_buffer.Buffer === "function") {
          str = buf instanceof node_buffer.Buffer ? buf.toString("base64") : node_buffer.Buffer.from(buf.buffer).toString("base64");
        } else if (typeof btoa === "function") {
          let s = "";
          for (let i = 0; i < buf.length; ++i)
            s += String.fromCharCode(buf[i]);
          str = btoa(s);
        } else {
          throw new Error("This environment does not support writing binary tags; either Buffer or btoa is required");
        }
        type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
        if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
          const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
          const n = Math.ceil(str.length / lineWidth);
          const lines = new Array(n);
          for (let i = 0, o = 0; i < n; ++i, o += lineWidth) {
            lines[i] = str.substr(o, lineWidth);
          }
          str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? "\n" : " ");
        }
        return stringifyString.stringifyString({ comment, type, value: str }, ctx, onComment, onChompKeep);
      }
    };
    exports.binary = binary;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/pairs.js
var require_pairs = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/pairs.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Pair = require_Pair();
    var Scalar = require_Scalar();
    var YAMLSeq = require_YAMLSeq();
    function resolvePairs(seq, onError) {
      if (identity.isSeq(seq)) {
        for (let i = 0; i < seq.items.length; ++i) {
          let item = seq.items[i];
          if (identity.isPair(item))
            continue;
          else if (identity.isMap(item)) {
            if (item.items.length > 1)
              onError("Each pair must have its own sequence indicator");
            const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
            if (item.commentBefore)
              pair.key.commentBefore = pair.key.commentBefore ? `${item.commentBefore}
${pair.key.commentBefore}` : item.commentBefore;
            if (item.comment) {
              const cn = pair.value ?? pair.key;
              cn.comment = cn.comment ? `${item.comment}
${cn.comment}` : item.comment;
            }
            item = pair;
          }
          seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
        }
      } else
        onError("Expected a sequence for this tag");
      return seq;
    }
    function createPairs(schema, iterable, ctx) {
      const { replacer } = ctx;
      const pairs2 = new YAMLSeq.YAMLSeq(schema);
      pairs2.tag = "tag:yaml.org,2002:pairs";
      let i = 0;
      if (iterable && Symbol.iterator in Object(iterable))
        for (let it of iterable) {
          if (typeof replacer === "function")
            it = replacer.call(iterable, String(i++), it);
          let key, value;
          if (Array.isArray(it)) {
            if (it.length === 2) {
              key = it[0];
              value = it[1];
            } else
              throw new TypeError(`Expected [key, value] tuple: ${it}`);
          } else if (it && it instanceof Object) {
            const keys = Object.keys(it);
            if (keys.length === 1) {
              key = keys[0];
              value = it[key];
            } else {
              throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
            }
          } else {
            key = it;
          }
          pairs2.items.push(Pair.createPair(key, value, ctx));
        }
      return pairs2;
    }
    var pairs = {
      collection: "seq",
      default: false,
      tag: "tag:yaml.org,2002:pairs",
      resolve: resolvePairs,
      createNode: createPairs
    };
    exports.createPairs = createPairs;
    exports.pairs = pairs;
    exports.resolvePairs = resolvePairs;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/omap.js
var require_omap = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/omap.js"(exports) {
    "use strict";
    var identity = require_identity();
    var toJS = require_toJS();
    var YAMLMap = require_YAMLMap();
    var YAMLSeq = require_YAMLSeq();
    var pairs = require_pairs();
    var YAMLOMap = class _YAMLOMap extends YAMLSeq.YAMLSeq {
      constructor() {
        super();
        this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
        this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
        this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
        this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
        this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
        this.tag = _YAMLOMap.tag;
      }
      /**
       * If `ctx` is given, the return type is actually `Map<unknown, unknown>`,
       * but TypeScript won't allow widening the signature of a child method.
       */
      toJSON(_, ctx) {
        if (!ctx)
          return super.toJSON(_);
        const map = /* @__PURE__ */ new Map();
        if (ctx?.onCreate)
          ctx.onCreate(map);
        for (const pair of this.items) {
          let key, value;
          if (identity.isPair(pair)) {
            key = toJS.toJS(pair.key, "", ctx);
            value = toJS.toJS(pair.value, key, ctx);
          } else {
            key = toJS.toJS(pair, "", ctx);
          }
          if (map.has(key))
            throw new Error("Ordered maps must not include duplicate keys");
          map.set(key, value);
        }
        return map;
      }
      static from(schema, iterable, ctx) {
        const pairs$1 = pairs.createPairs(schema, iterable, ctx);
        const omap2 = new this();
        omap2.items = pairs$1.items;
        return omap2;
      }
    };
    YAMLOMap.tag = "tag:yaml.org,2002:omap";
    var omap = {
      collection: "seq",
      identify: (value) => value instanceof Map,
      nodeClass: YAMLOMap,
      default: false,
      tag: "tag:yaml.org,2002:omap",
      resolve(seq, onError) {
        const pairs$1 = pairs.resolvePairs(seq, onError);
        const seenKeys = [];
        for (const { key } of pairs$1.items) {
          if (identity.isScalar(key)) {
            if (seenKeys.includes(key.value)) {
              onError(`Ordered maps must not include duplicate keys: ${key.value}`);
            } else {
              seenKeys.push(key.value);
            }
          }
        }
        return Object.assign(new YAMLOMap(), pairs$1);
      },
      createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
    };
    exports.YAMLOMap = YAMLOMap;
    exports.omap = omap;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/bool.js
var require_bool2 = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/bool.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    function boolStringify({ value, source }, ctx) {
      const boolObj = value ? trueTag : falseTag;
      if (source && boolObj.test.test(source))
        return source;
      return value ? ctx.options.trueStr : ctx.options.falseStr;
    }
    var trueTag = {
      identify: (value) => value === true,
      default: true,
      tag: "tag:yaml.org,2002:bool",
      test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
      resolve: () => new Scalar.Scalar(true),
      stringify: boolStringify
    };
    var falseTag = {
      identify: (value) => value === false,
      default: true,
      tag: "tag:yaml.org,2002:bool",
      test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
      resolve: () => new Scalar.Scalar(false),
      stringify: boolStringify
    };
    exports.falseTag = falseTag;
    exports.trueTag = trueTag;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/float.js
var require_float2 = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/float.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var stringifyNumber = require_stringifyNumber();
    var floatNaN = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
      resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
      stringify: stringifyNumber.stringifyNumber
    };
    var floatExp = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      format: "EXP",
      test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
      resolve: (str) => parseFloat(str.replace(/_/g, "")),
      stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
      }
    };
    var float = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
      resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, "")));
        const dot = str.indexOf(".");
        if (dot !== -1) {
          const f = str.substring(dot + 1).replace(/_/g, "");
          if (f[f.length - 1] === "0")
            node.minFractionDigits = f.length;
        }
        return node;
      },
      stringify: stringifyNumber.stringifyNumber
    };
    exports.float = float;
    exports.floatExp = floatExp;
    exports.floatNaN = floatNaN;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/int.js
var require_int2 = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/int.js"(exports) {
    "use strict";
    var stringifyNumber = require_stringifyNumber();
    var intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
    function intResolve(str, offset, radix, { intAsBigInt }) {
      const sign = str[0];
      if (sign === "-" || sign === "+")
        offset += 1;
      str = str.substring(offset).replace(/_/g, "");
      if (intAsBigInt) {
        switch (radix) {
          case 2:
            str = `0b${str}`;
            break;
          case 8:
            str = `0o${str}`;
            break;
          case 16:
            str = `0x${str}`;
            break;
        }
        const n2 = BigInt(str);
        return sign === "-" ? BigInt(-1) * n2 : n2;
      }
      const n = parseInt(str, radix);
      return sign === "-" ? -1 * n : n;
    }
    function intStringify(node, radix, prefix) {
      const { value } = node;
      if (intIdentify(value)) {
        const str = value.toString(radix);
        return value < 0 ? "-" + prefix + str.substr(1) : prefix + str;
      }
      return stringifyNumber.stringifyNumber(node);
    }
    var intBin = {
      identify: intIdentify,
      default: true,
      tag: "tag:yaml.org,2002:int",
      format: "BIN",
      test: /^[-+]?0b[0-1_]+$/,
      resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
      stringify: (node) => intStringify(node, 2, "0b")
    };
    var intOct = {
      identify: intIdentify,
      default: true,
      tag: "tag:yaml.org,2002:int",
      format: "OCT",
      test: /^[-+]?0[0-7_]+$/,
      resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
      stringify: (node) => intStringify(node, 8, "0")
    };
    var int2 = {
      identify: intIdentify,
      default: true,
      tag: "tag:yaml.org,2002:int",
      test: /^[-+]?[0-9][0-9_]*$/,
      resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
      stringify: stringifyNumber.stringifyNumber
    };
    var intHex = {
      identify: intIdentify,
      default: true,
      tag: "tag:yaml.org,2002:int",
      format: "HEX",
      test: /^[-+]?0x[0-9a-fA-F_]+$/,
      resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
      stringify: (node) => intStringify(node, 16, "0x")
    };
    exports.int = int2;
    exports.intBin = intBin;
    exports.intHex = intHex;
    exports.intOct = intOct;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/set.js
var require_set = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/set.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Pair = require_Pair();
    var YAMLMap = require_YAMLMap();
    var YAMLSet = class _YAMLSet extends YAMLMap.YAMLMap {
      constructor(schema) {
        super(schema);
        this.tag = _YAMLSet.tag;
      }
      add(key) {
        let pair;
        if (identity.isPair(key))
          pair = key;
        else if (key && typeof key === "object" && "key" in key && "value" in key && key.value === null)
          pair = new Pair.Pair(key.key, null);
        else
          pair = new Pair.Pair(key, null);
        const prev = YAMLMap.findPair(this.items, pair.key);
        if (!prev)
          this.items.push(pair);
      }
      /**
       * If `keepPair` is `true`, returns the Pair matching `key`.
       * Otherwise, returns the value of that Pair's key.
       */
      get(key, keepPair) {
        const pair = YAMLMap.findPair(this.items, key);
        return !keepPair && identity.isPair(pair) ? identity.isScalar(pair.key) ? pair.key.value : pair.key : pair;
      }
      set(key, value) {
        if (typeof value !== "boolean")
          throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
        const prev = YAMLMap.findPair(this.items, key);
        if (prev && !value) {
          this.items.splice(this.items.indexOf(prev), 1);
        } else if (!prev && value) {
          this.items.push(new Pair.Pair(key));
        }
      }
      toJSON(_, ctx) {
        return super.toJSON(_, ctx, Set);
      }
      toString(ctx, onComment, onChompKeep) {
        if (!ctx)
          return JSON.stringify(this);
        if (this.hasAllNullValues(true))
          return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
        else
          throw new Error("Set items must all have null values");
      }
      static from(schema, iterable, ctx) {
        const { replacer } = ctx;
        const set2 = new this(schema);
        if (iterable && Symbol.iterator in Object(iterable))
          for (let value of iterable) {
            if (typeof replacer === "function")
              value = replacer.call(iterable, value, value);
            set2.items.push(Pair.createPair(value, null, ctx));
          }
        return set2;
      }
    };
    YAMLSet.tag = "tag:yaml.org,2002:set";
    var set = {
      collection: "map",
      identify: (value) => value instanceof Set,
      nodeClass: YAMLSet,
      default: false,
      tag: "tag:yaml.org,2002:set",
      createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
      resolve(map, onError) {
        if (identity.isMap(map)) {
          if (map.hasAllNullValues(true))
            return Object.assign(new YAMLSet(), map);
          else
            onError("Set items must all have null values");
        } else
          onError("Expected a mapping for this tag");
        return map;
      }
    };
    exports.YAMLSet = YAMLSet;
    exports.set = set;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/timestamp.js
var require_timestamp = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/timestamp.js"(exports) {
    "use strict";
    var stringifyNumber = require_stringifyNumber();
    function parseSexagesimal(str, asBigInt) {
      const sign = str[0];
      const parts = sign === "-" || sign === "+" ? str.substring(1) : str;
      const num = (n) => asBigInt ? BigInt(n) : Number(n);
      const res = parts.replace(/_/g, "").split(":").reduce((res2, p) => res2 * num(60) + num(p), num(0));
      return sign === "-" ? num(-1) * res : res;
    }
    function stringifySexagesimal(node) {
      let { value } = node;
      let num = (n) => n;
      if (typeof value === "bigint")
        num = (n) => BigInt(n);
      else if (isNaN(value) || !isFinite(value))
        return stringifyNumber.stringifyNumber(node);
      let sign = "";
      if (value < 0) {
        sign = "-";
        value *= num(-1);
      }
      const _60 = num(60);
      const parts = [value % _60];
      if (value < 60) {
        parts.unshift(0);
      } else {
        value = (value - parts[0]) / _60;
        parts.unshift(value % _60);
        if (value >= 60) {
          value = (value - parts[0]) / _60;
          parts.unshift(value);
        }
      }
      return sign + parts.map((n) => String(n).padStart(2, "0")).join(":").replace(/000000\d*$/, "");
    }
    var intTime = {
      identify: (value) => typeof value === "bigint" || Number.isInteger(value),
      default: true,
      tag: "tag:yaml.org,2002:int",
      format: "TIME",
      test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
      resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
      stringify: stringifySexagesimal
    };
    var floatTime = {
      identify: (value) => typeof value === "number",
      default: true,
      tag: "tag:yaml.org,2002:float",
      format: "TIME",
      test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
      resolve: (str) => parseSexagesimal(str, false),
      stringify: stringifySexagesimal
    };
    var timestamp = {
      identify: (value) => value instanceof Date,
      default: true,
      tag: "tag:yaml.org,2002:timestamp",
      // If the time zone is omitted, the timestamp is assumed to be specified in UTC. The time part
      // may be omitted altogether, resulting in a date format. In such a case, the time part is
      // assumed to be 00:00:00Z (start of day, UTC).
      test: RegExp("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:t|T|[ \\t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?$"),
      resolve(str) {
        const match = str.match(timestamp.test);
        if (!match)
          throw new Error("!!timestamp expects a date, starting with yyyy-mm-dd");
        const [, year, month, day, hour, minute, second] = match.map(Number);
        const millisec = match[7] ? Number((match[7] + "00").substr(1, 3)) : 0;
        let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
        const tz = match[8];
        if (tz && tz !== "Z") {
          let d = parseSexagesimal(tz, false);
          if (Math.abs(d) < 30)
            d *= 60;
          date -= 6e4 * d;
        }
        return new Date(date);
      },
      stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, "") ?? ""
    };
    exports.floatTime = floatTime;
    exports.intTime = intTime;
    exports.timestamp = timestamp;
  }
});

// node_modules/yaml/dist/schema/yaml-1.1/schema.js
var require_schema3 = __commonJS({
  "node_modules/yaml/dist/schema/yaml-1.1/schema.js"(exports) {
    "use strict";
    var map = require_map();
    var _null = require_null();
    var seq = require_seq();
    var string2 = require_string();
    var binary = require_binary();
    var bool = require_bool2();
    var float = require_float2();
    var int2 = require_int2();
    var merge = require_merge();
    var omap = require_omap();
    var pairs = require_pairs();
    var set = require_set();
    var timestamp = require_timestamp();
    var schema = [
      map.map,
      seq.seq,
      string2.string,
      _null.nullTag,
      bool.trueTag,
      bool.falseTag,
      int2.intBin,
      int2.intOct,
      int2.int,
      int2.intHex,
      float.floatNaN,
      float.floatExp,
      float.float,
      binary.binary,
      merge.merge,
      omap.omap,
      pairs.pairs,
      set.set,
      timestamp.intTime,
      timestamp.floatTime,
      timestamp.timestamp
    ];
    exports.schema = schema;
  }
});

// node_modules/yaml/dist/schema/tags.js
var require_tags = __commonJS({
  "node_modules/yaml/dist/schema/tags.js"(exports) {
    "use strict";
    var map = require_map();
    var _null = require_null();
    var seq = require_seq();
    var string2 = require_string();
    var bool = require_bool();
    var float = require_float();
    var int2 = require_int();
    var schema = require_schema();
    var schema$1 = require_schema2();
    var binary = require_binary();
    var merge = require_merge();
    var omap = require_omap();
    var pairs = require_pairs();
    var schema$2 = require_schema3();
    var set = require_set();
    var timestamp = require_timestamp();
    var schemas = /* @__PURE__ */ new Map([
      ["core", schema.schema],
      ["failsafe", [map.map, seq.seq, string2.string]],
      ["json", schema$1.schema],
      ["yaml11", schema$2.schema],
      ["yaml-1.1", schema$2.schema]
    ]);
    var tagsByName = {
      binary: binary.binary,
      bool: bool.boolTag,
      float: float.float,
      floatExp: float.floatExp,
      floatNaN: float.floatNaN,
      floatTime: timestamp.floatTime,
      int: int2.int,
      intHex: int2.intHex,
      intOct: int2.intOct,
      intTime: timestamp.intTime,
      map: map.map,
      merge: merge.merge,
      null: _null.nullTag,
      omap: omap.omap,
      pairs: pairs.pairs,
      seq: seq.seq,
      set: set.set,
      timestamp: timestamp.timestamp
    };
    var coreKnownTags = {
      "tag:yaml.org,2002:binary": binary.binary,
      "tag:yaml.org,2002:merge": merge.merge,
      "tag:yaml.org,2002:omap": omap.omap,
      "tag:yaml.org,2002:pairs": pairs.pairs,
      "tag:yaml.org,2002:set": set.set,
      "tag:yaml.org,2002:timestamp": timestamp.timestamp
    };
    function getTags(customTags, schemaName, addMergeTag) {
      const schemaTags = schemas.get(schemaName);
      if (schemaTags && !customTags) {
        return addMergeTag && !schemaTags.includes(merge.merge) ? schemaTags.concat(merge.merge) : schemaTags.slice();
      }
      let tags = schemaTags;
      if (!tags) {
        if (Array.isArray(customTags))
          tags = [];
        else {
          const keys = Array.from(schemas.keys()).filter((key) => key !== "yaml11").map((key) => JSON.stringify(key)).join(", ");
          throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
        }
      }
      if (Array.isArray(customTags)) {
        for (const tag of customTags)
          tags = tags.concat(tag);
      } else if (typeof customTags === "function") {
        tags = customTags(tags.slice());
      }
      if (addMergeTag)
        tags = tags.concat(merge.merge);
      return tags.reduce((tags2, tag) => {
        const tagObj = typeof tag === "string" ? tagsByName[tag] : tag;
        if (!tagObj) {
          const tagName = JSON.stringify(tag);
          const keys = Object.keys(tagsByName).map((key) => JSON.stringify(key)).join(", ");
          throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
        }
        if (!tags2.includes(tagObj))
          tags2.push(tagObj);
        return tags2;
      }, []);
    }
    exports.coreKnownTags = coreKnownTags;
    exports.getTags = getTags;
  }
});

// node_modules/yaml/dist/schema/Schema.js
var require_Schema = __commonJS({
  "node_modules/yaml/dist/schema/Schema.js"(exports) {
    "use strict";
    var identity = require_identity();
    var map = require_map();
    var seq = require_seq();
    var string2 = require_string();
    var tags = require_tags();
    var sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    var Schema = class _Schema {
      constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
        this.compat = Array.isArray(compat) ? tags.getTags(compat, "compat") : compat ? tags.getTags(null, compat) : null;
        this.name = typeof schema === "string" && schema || "core";
        this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
        this.tags = tags.getTags(customTags, this.name, merge);
        this.toStringOptions = toStringDefaults ?? null;
        Object.defineProperty(this, identity.MAP, { value: map.map });
        Object.defineProperty(this, identity.SCALAR, { value: string2.string });
        Object.defineProperty(this, identity.SEQ, { value: seq.seq });
        this.sortMapEntries = typeof sortMapEntries === "function" ? sortMapEntries : sortMapEntries === true ? sortMapEntriesByKey : null;
      }
      clone() {
        const copy = Object.create(_Schema.prototype, Object.getOwnPropertyDescriptors(this));
        copy.tags = this.tags.slice();
        return copy;
      }
    };
    exports.Schema = Schema;
  }
});

// node_modules/yaml/dist/stringify/stringifyDocument.js
var require_stringifyDocument = __commonJS({
  "node_modules/yaml/dist/stringify/stringifyDocument.js"(exports) {
    "use strict";
    var identity = require_identity();
    var stringify = require_stringify();
    var stringifyComment = require_stringifyComment();
    function stringifyDocument(doc, options) {
      const lines = [];
      let hasDirectives = options.directives === true;
      if (options.directives !== false && doc.directives) {
        const dir = doc.directives.toString(doc);
        if (dir) {
          lines.push(dir);
          hasDirectives = true;
        } else if (doc.directives.docStart)
          hasDirectives = true;
      }
      if (hasDirectives)
        lines.push("---");
      const ctx = stringify.createStringifyContext(doc, options);
      const { commentString } = ctx.options;
      if (doc.commentBefore) {
        if (lines.length !== 1)
          lines.unshift("");
        const cs = commentString(doc.commentBefore);
        lines.unshift(stringifyComment.indentComment(cs, ""));
      }
      let chompKeep = false;
      let contentComment = null;
      if (doc.contents) {
        if (identity.isNode(doc.contents)) {
          if (doc.contents.spaceBefore && hasDirectives)
            lines.push("");
          if (doc.contents.commentBefore) {
            const cs = commentString(doc.contents.commentBefore);
            lines.push(stringifyComment.indentComment(cs, ""));
          }
          ctx.forceBlockIndent = !!doc.comment;
          contentComment = doc.contents.comment;
        }
        const onChompKeep = contentComment ? void 0 : () => chompKeep = true;
        let body = stringify.stringify(doc.contents, ctx, () => contentComment = null, onChompKeep);
        if (contentComment)
          body += stringifyComment.lineComment(body, "", commentString(contentComment));
        if ((body[0] === "|" || body[0] === ">") && lines[lines.length - 1] === "---") {
          lines[lines.length - 1] = `--- ${body}`;
        } else
          lines.push(body);
      } else {
        lines.push(stringify.stringify(doc.contents, ctx));
      }
      if (doc.directives?.docEnd) {
        if (doc.comment) {
          const cs = commentString(doc.comment);
          if (cs.includes("\n")) {
            lines.push("...");
            lines.push(stringifyComment.indentComment(cs, ""));
          } else {
            lines.push(`... ${cs}`);
          }
        } else {
          lines.push("...");
        }
      } else {
        let dc = doc.comment;
        if (dc && chompKeep)
          dc = dc.replace(/^\n+/, "");
        if (dc) {
          if ((!chompKeep || contentComment) && lines[lines.length - 1] !== "")
            lines.push("");
          lines.push(stringifyComment.indentComment(commentString(dc), ""));
        }
      }
      return lines.join("\n") + "\n";
    }
    exports.stringifyDocument = stringifyDocument;
  }
});

// node_modules/yaml/dist/doc/Document.js
var require_Document = __commonJS({
  "node_modules/yaml/dist/doc/Document.js"(exports) {
    "use strict";
    var Alias = require_Alias();
    var Collection = require_Collection();
    var identity = require_identity();
    var Pair = require_Pair();
    var toJS = require_toJS();
    var Schema = require_Schema();
    var stringifyDocument = require_stringifyDocument();
    var anchors = require_anchors();
    var applyReviver = require_applyReviver();
    var createNode = require_createNode();
    var directives = require_directives();
    var Document = class _Document {
      constructor(value, replacer, options) {
        this.commentBefore = null;
        this.comment = null;
        this.errors = [];
        this.warnings = [];
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
        let _replacer = null;
        if (typeof replacer === "function" || Array.isArray(replacer)) {
          _replacer = replacer;
        } else if (options === void 0 && replacer) {
          options = replacer;
          replacer = void 0;
        }
        const opt = Object.assign({
          intAsBigInt: false,
          keepSourceTokens: false,
          logLevel: "warn",
          prettyErrors: true,
          strict: true,
          stringKeys: false,
          uniqueKeys: true,
          version: "1.2"
        }, options);
        this.options = opt;
        let { version } = opt;
        if (options?._directives) {
          this.directives = options._directives.atDocument();
          if (this.directives.yaml.explicit)
            version = this.directives.yaml.version;
        } else
          this.directives = new directives.Directives({ version });
        this.setSchema(version, options);
        this.contents = value === void 0 ? null : this.createNode(value, _replacer, options);
      }
      /**
       * Create a deep copy of this Document and its contents.
       *
       * Custom Node values that inherit from `Object` still refer to their original instances.
       */
      clone() {
        const copy = Object.create(_Document.prototype, {
          [identity.NODE_TYPE]: { value: identity.DOC }
        });
        copy.commentBefore = this.commentBefore;
        copy.comment = this.comment;
        copy.errors = this.errors.slice();
        copy.warnings = this.warnings.slice();
        copy.options = Object.assign({}, this.options);
        if (this.directives)
          copy.directives = this.directives.clone();
        copy.schema = this.schema.clone();
        copy.contents = identity.isNode(this.contents) ? this.contents.clone(copy.schema) : this.contents;
        if (this.range)
          copy.range = this.range.slice();
        return copy;
      }
      /** Adds a value to the document. */
      add(value) {
        if (assertCollection(this.contents))
          this.contents.add(value);
      }
      /** Adds a value to the document. */
      addIn(path, value) {
        if (assertCollection(this.contents))
          this.contents.addIn(path, value);
      }
      /**
       * Create a new `Alias` node, ensuring that the target `node` has the required anchor.
       *
       * If `node` already has an anchor, `name` is ignored.
       * Otherwise, the `node.anchor` value will be set to `name`,
       * or if an anchor with that name is already present in the document,
       * `name` will be used as a prefix for a new unique anchor.
       * If `name` is undefined, the generated anchor will use 'a' as a prefix.
       */
      createAlias(node, name) {
        if (!node.anchor) {
          const prev = anchors.anchorNames(this);
          node.anchor = // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
          !name || prev.has(name) ? anchors.findNewAnchor(name || "a", prev) : name;
        }
        return new Alias.Alias(node.anchor);
      }
      createNode(value, replacer, options) {
        let _replacer = void 0;
        if (typeof replacer === "function") {
          value = replacer.call({ "": value }, "", value);
          _replacer = replacer;
        } else if (Array.isArray(replacer)) {
          const keyToStr = (v) => typeof v === "number" || v instanceof String || v instanceof Number;
          const asStr = replacer.filter(keyToStr).map(String);
          if (asStr.length > 0)
            replacer = replacer.concat(asStr);
          _replacer = replacer;
        } else if (options === void 0 && replacer) {
          options = replacer;
          replacer = void 0;
        }
        const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
        const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(
          this,
          // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
          anchorPrefix || "a"
        );
        const ctx = {
          aliasDuplicateObjects: aliasDuplicateObjects ?? true,
          keepUndefined: keepUndefined ?? false,
          onAnchor,
          onTagObj,
          replacer: _replacer,
          schema: this.schema,
          sourceObjects
        };
        const node = createNode.createNode(value, tag, ctx);
        if (flow && identity.isCollection(node))
          node.flow = true;
        setAnchors();
        return node;
      }
      /**
       * Convert a key and a value into a `Pair` using the current schema,
       * recursively wrapping all values as `Scalar` or `Collection` nodes.
       */
      createPair(key, value, options = {}) {
        const k = this.createNode(key, null, options);
        const v = this.createNode(value, null, options);
        return new Pair.Pair(k, v);
      }
      /**
       * Removes a value from the document.
       * @returns `true` if the item was found and removed.
       */
      delete(key) {
        return assertCollection(this.contents) ? this.contents.delete(key) : false;
      }
      /**
       * Removes a value from the document.
       * @returns `true` if the item was found and removed.
       */
      deleteIn(path) {
        if (Collection.isEmptyPath(path)) {
          if (this.contents == null)
            return false;
          this.contents = null;
          return true;
        }
        return assertCollection(this.contents) ? this.contents.deleteIn(path) : false;
      }
      /**
       * Returns item at `key`, or `undefined` if not found. By default unwraps
       * scalar values from their surrounding node; to disable set `keepScalar` to
       * `true` (collections are always returned intact).
       */
      get(key, keepScalar) {
        return identity.isCollection(this.contents) ? this.contents.get(key, keepScalar) : void 0;
      }
      /**
       * Returns item at `path`, or `undefined` if not found. By default unwraps
       * scalar values from their surrounding node; to disable set `keepScalar` to
       * `true` (collections are always returned intact).
       */
      getIn(path, keepScalar) {
        if (Collection.isEmptyPath(path))
          return !keepScalar && identity.isScalar(this.contents) ? this.contents.value : this.contents;
        return identity.isCollection(this.contents) ? this.contents.getIn(path, keepScalar) : void 0;
      }
      /**
       * Checks if the document includes a value with the key `key`.
       */
      has(key) {
        return identity.isCollection(this.contents) ? this.contents.has(key) : false;
      }
      /**
       * Checks if the document includes a value at `path`.
       */
      hasIn(path) {
        if (Collection.isEmptyPath(path))
          return this.contents !== void 0;
        return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
      }
      /**
       * Sets a value in this document. For `!!set`, `value` needs to be a
       * boolean to add/remove the item from the set.
       */
      set(key, value) {
        if (this.contents == null) {
          this.contents = Collection.collectionFromPath(this.schema, [key], value);
        } else if (assertCollection(this.contents)) {
          this.contents.set(key, value);
        }
      }
      /**
       * Sets a value in this document. For `!!set`, `value` needs to be a
       * boolean to add/remove the item from the set.
       */
      setIn(path, value) {
        if (Collection.isEmptyPath(path)) {
          this.contents = value;
        } else if (this.contents == null) {
          this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
        } else if (assertCollection(this.contents)) {
          this.contents.setIn(path, value);
        }
      }
      /**
       * Change the YAML version and schema used by the document.
       * A `null` version disables support for directives, explicit tags, anchors, and aliases.
       * It also requires the `schema` option to be given as a `Schema` instance value.
       *
       * Overrides all previously set schema options.
       */
      setSchema(version, options = {}) {
        if (typeof version === "number")
          version = String(version);
        let opt;
        switch (version) {
          case "1.1":
            if (this.directives)
              this.directives.yaml.version = "1.1";
            else
              this.directives = new directives.Directives({ version: "1.1" });
            opt = { resolveKnownTags: false, schema: "yaml-1.1" };
            break;
          case "1.2":
          case "next":
            if (this.directives)
              this.directives.yaml.version = version;
            else
              this.directives = new directives.Directives({ version });
            opt = { resolveKnownTags: true, schema: "core" };
            break;
          case null:
            if (this.directives)
              delete this.directives;
            opt = null;
            break;
          default: {
            const sv = JSON.stringify(version);
            throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
          }
        }
        if (options.schema instanceof Object)
          this.schema = options.schema;
        else if (opt)
          this.schema = new Schema.Schema(Object.assign(opt, options));
        else
          throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
      }
      // json & jsonArg are only used from toJSON()
      toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        const ctx = {
          anchors: /* @__PURE__ */ new Map(),
          doc: this,
          keep: !json,
          mapAsMap: mapAsMap === true,
          mapKeyWarned: false,
          maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
        };
        const res = toJS.toJS(this.contents, jsonArg ?? "", ctx);
        if (typeof onAnchor === "function")
          for (const { count: count2, res: res2 } of ctx.anchors.values())
            onAnchor(res2, count2);
        return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
      }
      /**
       * A JSON representation of the document `contents`.
       *
       * @param jsonArg Used by `JSON.stringify` to indicate the array index or
       *   property name.
       */
      toJSON(jsonArg, onAnchor) {
        return this.toJS({ json: true, jsonArg, mapAsMap: false, onAnchor });
      }
      /** A YAML representation of the document. */
      toString(options = {}) {
        if (this.errors.length > 0)
          throw new Error("Document with errors cannot be stringified");
        if ("indent" in options && (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
          const s = JSON.stringify(options.indent);
          throw new Error(`"indent" option must be a positive integer, not ${s}`);
        }
        return stringifyDocument.stringifyDocument(this, options);
      }
    };
    function assertCollection(contents) {
      if (identity.isCollection(contents))
        return true;
      throw new Error("Expected a YAML collection as document contents");
    }
    exports.Document = Document;
  }
});

// node_modules/yaml/dist/errors.js
var require_errors = __commonJS({
  "node_modules/yaml/dist/errors.js"(exports) {
    "use strict";
    var YAMLError = class extends Error {
      constructor(name, pos, code, message) {
        super();
        this.name = name;
        this.code = code;
        this.message = message;
        this.pos = pos;
      }
    };
    var YAMLParseError = class extends YAMLError {
      constructor(pos, code, message) {
        super("YAMLParseError", pos, code, message);
      }
    };
    var YAMLWarning = class extends YAMLError {
      constructor(pos, code, message) {
        super("YAMLWarning", pos, code, message);
      }
    };
    var prettifyError = (src, lc) => (error) => {
      if (error.pos[0] === -1)
        return;
      error.linePos = error.pos.map((pos) => lc.linePos(pos));
      const { line: line2, col } = error.linePos[0];
      error.message += ` at line ${line2}, column ${col}`;
      let ci = col - 1;
      let lineStr = src.substring(lc.lineStarts[line2 - 1], lc.lineStarts[line2]).replace(/[\n\r]+$/, "");
      if (ci >= 60 && lineStr.length > 80) {
        const trimStart = Math.min(ci - 39, lineStr.length - 79);
        lineStr = "\u2026" + lineStr.substring(trimStart);
        ci -= trimStart - 1;
      }
      if (lineStr.length > 80)
        lineStr = lineStr.substring(0, 79) + "\u2026";
      if (line2 > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
        let prev = src.substring(lc.lineStarts[line2 - 2], lc.lineStarts[line2 - 1]);
        if (prev.length > 80)
          prev = prev.substring(0, 79) + "\u2026\n";
        lineStr = prev + lineStr;
      }
      if (/[^ ]/.test(lineStr)) {
        let count2 = 1;
        const end = error.linePos[1];
        if (end?.line === line2 && end.col > col) {
          count2 = Math.max(1, Math.min(end.col - col, 80 - ci));
        }
        const pointer = " ".repeat(ci) + "^".repeat(count2);
        error.message += `:

${lineStr}
${pointer}
`;
      }
    };
    exports.YAMLError = YAMLError;
    exports.YAMLParseError = YAMLParseError;
    exports.YAMLWarning = YAMLWarning;
    exports.prettifyError = prettifyError;
  }
});

// node_modules/yaml/dist/compose/resolve-props.js
var require_resolve_props = __commonJS({
  "node_modules/yaml/dist/compose/resolve-props.js"(exports) {
    "use strict";
    function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
      let spaceBefore = false;
      let atNewline = startOnNewline;
      let hasSpace = startOnNewline;
      let comment = "";
      let commentSep = "";
      let hasNewline = false;
      let reqSpace = false;
      let tab = null;
      let anchor = null;
      let tag = null;
      let newlineAfterProp = null;
      let comma2 = null;
      let found2 = null;
      let start = null;
      for (const token of tokens) {
        if (reqSpace) {
          if (token.type !== "space" && token.type !== "newline" && token.type !== "comma")
            onError(token.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
          reqSpace = false;
        }
        if (tab) {
          if (atNewline && token.type !== "comment" && token.type !== "newline") {
            onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
          }
          tab = null;
        }
        switch (token.type) {
          case "space":
            if (!flow && (indicator !== "doc-start" || next?.type !== "flow-collection") && token.source.includes("	")) {
              tab = token;
            }
            hasSpace = true;
            break;
          case "comment": {
            if (!hasSpace)
              onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
            const cb = token.source.substring(1) || " ";
            if (!comment)
              comment = cb;
            else
              comment += commentSep + cb;
            commentSep = "";
            atNewline = false;
            break;
          }
          case "newline":
            if (atNewline) {
              if (comment)
                comment += token.source;
              else if (!found2 || indicator !== "seq-item-ind")
                spaceBefore = true;
            } else
              commentSep += token.source;
            atNewline = true;
            hasNewline = true;
            if (anchor || tag)
              newlineAfterProp = token;
            hasSpace = true;
            break;
          case "anchor":
            if (anchor)
              onError(token, "MULTIPLE_ANCHORS", "A node can have at most one anchor");
            if (token.source.endsWith(":"))
              onError(token.offset + token.source.length - 1, "BAD_ALIAS", "Anchor ending in : is ambiguous", true);
            anchor = token;
            start ?? (start = token.offset);
            atNewline = false;
            hasSpace = false;
            reqSpace = true;
            break;
          case "tag": {
            if (tag)
              onError(token, "MULTIPLE_TAGS", "A node can have at most one tag");
            tag = token;
            start ?? (start = token.offset);
            atNewline = false;
            hasSpace = false;
            reqSpace = true;
            break;
          }
          case indicator:
            if (anchor || tag)
              onError(token, "BAD_PROP_ORDER", `Anchors and tags must be after the ${token.source} indicator`);
            if (found2)
              onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.source} in ${flow ?? "collection"}`);
            found2 = token;
            atNewline = indicator === "seq-item-ind" || indicator === "explicit-key-ind";
            hasSpace = false;
            break;
          case "comma":
            if (flow) {
              if (comma2)
                onError(token, "UNEXPECTED_TOKEN", `Unexpected , in ${flow}`);
              comma2 = token;
              atNewline = false;
              hasSpace = false;
              break;
            }
          // else fallthrough
          default:
            onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.type} token`);
            atNewline = false;
            hasSpace = false;
        }
      }
      const last = tokens[tokens.length - 1];
      const end = last ? last.offset + last.source.length : offset;
      if (reqSpace && next && next.type !== "space" && next.type !== "newline" && next.type !== "comma" && (next.type !== "scalar" || next.source !== "")) {
        onError(next.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
      }
      if (tab && (atNewline && tab.indent <= parentIndent || next?.type === "block-map" || next?.type === "block-seq"))
        onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
      return {
        comma: comma2,
        found: found2,
        spaceBefore,
        comment,
        hasNewline,
        anchor,
        tag,
        newlineAfterProp,
        end,
        start: start ?? end
      };
    }
    exports.resolveProps = resolveProps;
  }
});

// node_modules/yaml/dist/compose/util-contains-newline.js
var require_util_contains_newline = __commonJS({
  "node_modules/yaml/dist/compose/util-contains-newline.js"(exports) {
    "use strict";
    function containsNewline(key) {
      if (!key)
        return null;
      switch (key.type) {
        case "alias":
        case "scalar":
        case "double-quoted-scalar":
        case "single-quoted-scalar":
          if (key.source.includes("\n"))
            return true;
          if (key.end) {
            for (const st of key.end)
              if (st.type === "newline")
                return true;
          }
          return false;
        case "flow-collection":
          for (const it of key.items) {
            for (const st of it.start)
              if (st.type === "newline")
                return true;
            if (it.sep) {
              for (const st of it.sep)
                if (st.type === "newline")
                  return true;
            }
            if (containsNewline(it.key) || containsNewline(it.value))
              return true;
          }
          return false;
        default:
          return true;
      }
    }
    exports.containsNewline = containsNewline;
  }
});

// node_modules/yaml/dist/compose/util-flow-indent-check.js
var require_util_flow_indent_check = __commonJS({
  "node_modules/yaml/dist/compose/util-flow-indent-check.js"(exports) {
    "use strict";
    var utilContainsNewline = require_util_contains_newline();
    function flowIndentCheck(indent, fc, onError) {
      if (fc?.type === "flow-collection") {
        const end = fc.end[0];
        if (end.indent === indent && (end.source === "]" || end.source === "}") && utilContainsNewline.containsNewline(fc)) {
          const msg = "Flow end indicator should be more indented than parent";
          onError(end, "BAD_INDENT", msg, true);
        }
      }
    }
    exports.flowIndentCheck = flowIndentCheck;
  }
});

// node_modules/yaml/dist/compose/util-map-includes.js
var require_util_map_includes = __commonJS({
  "node_modules/yaml/dist/compose/util-map-includes.js"(exports) {
    "use strict";
    var identity = require_identity();
    function mapIncludes(ctx, items, search) {
      const { uniqueKeys } = ctx.options;
      if (uniqueKeys === false)
        return false;
      const isEqual = typeof uniqueKeys === "function" ? uniqueKeys : (a, b) => a === b || identity.isScalar(a) && identity.isScalar(b) && a.value === b.value;
      return items.some((pair) => isEqual(pair.key, search));
    }
    exports.mapIncludes = mapIncludes;
  }
});

// node_modules/yaml/dist/compose/resolve-block-map.js
var require_resolve_block_map = __commonJS({
  "node_modules/yaml/dist/compose/resolve-block-map.js"(exports) {
    "use strict";
    var Pair = require_Pair();
    var YAMLMap = require_YAMLMap();
    var resolveProps = require_resolve_props();
    var utilContainsNewline = require_util_contains_newline();
    var utilFlowIndentCheck = require_util_flow_indent_check();
    var utilMapIncludes = require_util_map_includes();
    var startColMsg = "All mapping items must start at the same column";
    function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
      const NodeClass = tag?.nodeClass ?? YAMLMap.YAMLMap;
      const map = new NodeClass(ctx.schema);
      if (ctx.atRoot)
        ctx.atRoot = false;
      let offset = bm.offset;
      let commentEnd = null;
      for (const collItem of bm.items) {
        const { start, key, sep, value } = collItem;
        const keyProps = resolveProps.resolveProps(start, {
          indicator: "explicit-key-ind",
          next: key ?? sep?.[0],
          offset,
          onError,
          parentIndent: bm.indent,
          startOnNewline: true
        });
        const implicitKey = !keyProps.found;
        if (implicitKey) {
          if (key) {
            if (key.type === "block-seq")
              onError(offset, "BLOCK_AS_IMPLICIT_KEY", "A block sequence may not be used as an implicit map key");
            else if ("indent" in key && key.indent !== bm.indent)
              onError(offset, "BAD_INDENT", startColMsg);
          }
          if (!keyProps.anchor && !keyProps.tag && !sep) {
            commentEnd = keyProps.end;
            if (keyProps.comment) {
              if (map.comment)
                map.comment += "\n" + keyProps.comment;
              else
                map.comment = keyProps.comment;
            }
            continue;
          }
          if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) {
            onError(key ?? start[start.length - 1], "MULTILINE_IMPLICIT_KEY", "Implicit keys need to be on a single line");
          }
        } else if (keyProps.found?.indent !== bm.indent) {
          onError(offset, "BAD_INDENT", startColMsg);
        }
        ctx.atKey = true;
        const keyStart = keyProps.end;
        const keyNode = key ? composeNode(ctx, key, keyProps, onError) : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
        if (ctx.schema.compat)
          utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
        ctx.atKey = false;
        if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
          onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
        const valueProps = resolveProps.resolveProps(sep ?? [], {
          indicator: "map-value-ind",
          next: value,
          offset: keyNode.range[2],
          onError,
          parentIndent: bm.indent,
          startOnNewline: !key || key.type === "block-scalar"
        });
        offset = valueProps.end;
        if (valueProps.found) {
          if (implicitKey) {
            if (value?.type === "block-map" && !valueProps.hasNewline)
              onError(offset, "BLOCK_AS_IMPLICIT_KEY", "Nested mappings are not allowed in compact mappings");
            if (ctx.options.strict && keyProps.start < valueProps.found.offset - 1024)
              onError(keyNode.range, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit block mapping key");
          }
          const valueNode = value ? composeNode(ctx, value, valueProps, onError) : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
          if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
          offset = valueNode.range[2];
          const pair = new Pair.Pair(keyNode, valueNode);
          if (ctx.options.keepSourceTokens)
            pair.srcToken = collItem;
          map.items.push(pair);
        } else {
          if (implicitKey)
            onError(keyNode.range, "MISSING_CHAR", "Implicit map keys need to be followed by map values");
          if (valueProps.comment) {
            if (keyNode.comment)
              keyNode.comment += "\n" + valueProps.comment;
            else
              keyNode.comment = valueProps.comment;
          }
          const pair = new Pair.Pair(keyNode);
          if (ctx.options.keepSourceTokens)
            pair.srcToken = collItem;
          map.items.push(pair);
        }
      }
      if (commentEnd && commentEnd < offset)
        onError(commentEnd, "IMPOSSIBLE", "Map comment with trailing content");
      map.range = [bm.offset, offset, commentEnd ?? offset];
      return map;
    }
    exports.resolveBlockMap = resolveBlockMap;
  }
});

// node_modules/yaml/dist/compose/resolve-block-seq.js
var require_resolve_block_seq = __commonJS({
  "node_modules/yaml/dist/compose/resolve-block-seq.js"(exports) {
    "use strict";
    var YAMLSeq = require_YAMLSeq();
    var resolveProps = require_resolve_props();
    var utilFlowIndentCheck = require_util_flow_indent_check();
    function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
      const NodeClass = tag?.nodeClass ?? YAMLSeq.YAMLSeq;
      const seq = new NodeClass(ctx.schema);
      if (ctx.atRoot)
        ctx.atRoot = false;
      if (ctx.atKey)
        ctx.atKey = false;
      let offset = bs.offset;
      let commentEnd = null;
      for (const { start, value } of bs.items) {
        const props = resolveProps.resolveProps(start, {
          indicator: "seq-item-ind",
          next: value,
          offset,
          onError,
          parentIndent: bs.indent,
          startOnNewline: true
        });
        if (!props.found) {
          if (props.anchor || props.tag || value) {
            if (value?.type === "block-seq")
              onError(props.end, "BAD_INDENT", "All sequence items must start at the same column");
            else
              onError(offset, "MISSING_CHAR", "Sequence item without - indicator");
          } else {
            commentEnd = props.end;
            if (props.comment)
              seq.comment = props.comment;
            continue;
          }
        }
        const node = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, start, null, props, onError);
        if (ctx.schema.compat)
          utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
        offset = node.range[2];
        seq.items.push(node);
      }
      seq.range = [bs.offset, offset, commentEnd ?? offset];
      return seq;
    }
    exports.resolveBlockSeq = resolveBlockSeq;
  }
});

// node_modules/yaml/dist/compose/resolve-end.js
var require_resolve_end = __commonJS({
  "node_modules/yaml/dist/compose/resolve-end.js"(exports) {
    "use strict";
    function resolveEnd(end, offset, reqSpace, onError) {
      let comment = "";
      if (end) {
        let hasSpace = false;
        let sep = "";
        for (const token of end) {
          const { source, type } = token;
          switch (type) {
            case "space":
              hasSpace = true;
              break;
            case "comment": {
              if (reqSpace && !hasSpace)
                onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
              const cb = source.substring(1) || " ";
              if (!comment)
                comment = cb;
              else
                comment += sep + cb;
              sep = "";
              break;
            }
            case "newline":
              if (comment)
                sep += source;
              hasSpace = true;
              break;
            default:
              onError(token, "UNEXPECTED_TOKEN", `Unexpected ${type} at node end`);
          }
          offset += source.length;
        }
      }
      return { comment, offset };
    }
    exports.resolveEnd = resolveEnd;
  }
});

// node_modules/yaml/dist/compose/resolve-flow-collection.js
var require_resolve_flow_collection = __commonJS({
  "node_modules/yaml/dist/compose/resolve-flow-collection.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Pair = require_Pair();
    var YAMLMap = require_YAMLMap();
    var YAMLSeq = require_YAMLSeq();
    var resolveEnd = require_resolve_end();
    var resolveProps = require_resolve_props();
    var utilContainsNewline = require_util_contains_newline();
    var utilMapIncludes = require_util_map_includes();
    var blockMsg = "Block collections are not allowed within flow collections";
    var isBlock = (token) => token && (token.type === "block-map" || token.type === "block-seq");
    function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
      const isMap2 = fc.start.source === "{";
      const fcName = isMap2 ? "flow map" : "flow sequence";
      const NodeClass = tag?.nodeClass ?? (isMap2 ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq);
      const coll = new NodeClass(ctx.schema);
      coll.flow = true;
      const atRoot = ctx.atRoot;
      if (atRoot)
        ctx.atRoot = false;
      if (ctx.atKey)
        ctx.atKey = false;
      let offset = fc.offset + fc.start.source.length;
      for (let i = 0; i < fc.items.length; ++i) {
        const collItem = fc.items[i];
        const { start, key, sep, value } = collItem;
        const props = resolveProps.resolveProps(start, {
          flow: fcName,
          indicator: "explicit-key-ind",
          next: key ?? sep?.[0],
          offset,
          onError,
          parentIndent: fc.indent,
          startOnNewline: false
        });
        if (!props.found) {
          if (!props.anchor && !props.tag && !sep && !value) {
            if (i === 0 && props.comma)
              onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
            else if (i < fc.items.length - 1)
              onError(props.start, "UNEXPECTED_TOKEN", `Unexpected empty item in ${fcName}`);
            if (props.comment) {
              if (coll.comment)
                coll.comment += "\n" + props.comment;
              else
                coll.comment = props.comment;
            }
            offset = props.end;
            continue;
          }
          if (!isMap2 && ctx.options.strict && utilContainsNewline.containsNewline(key))
            onError(
              key,
              // checked by containsNewline()
              "MULTILINE_IMPLICIT_KEY",
              "Implicit keys of flow sequence pairs need to be on a single line"
            );
        }
        if (i === 0) {
          if (props.comma)
            onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
        } else {
          if (!props.comma)
            onError(props.start, "MISSING_CHAR", `Missing , between ${fcName} items`);
          if (props.comment) {
            let prevItemComment = "";
            loop: for (const st of start) {
              switch (st.type) {
                case "comma":
                case "space":
                  break;
                case "comment":
                  prevItemComment = st.source.substring(1);
                  break loop;
                default:
                  break loop;
              }
            }
            if (prevItemComment) {
              let prev = coll.items[coll.items.length - 1];
              if (identity.isPair(prev))
                prev = prev.value ?? prev.key;
              if (prev.comment)
                prev.comment += "\n" + prevItemComment;
              else
                prev.comment = prevItemComment;
              props.comment = props.comment.substring(prevItemComment.length + 1);
            }
          }
        }
        if (!isMap2 && !sep && !props.found) {
          const valueNode = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, sep, null, props, onError);
          coll.items.push(valueNode);
          offset = valueNode.range[2];
          if (isBlock(value))
            onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
        } else {
          ctx.atKey = true;
          const keyStart = props.end;
          const keyNode = key ? composeNode(ctx, key, props, onError) : composeEmptyNode(ctx, keyStart, start, null, props, onError);
          if (isBlock(key))
            onError(keyNode.range, "BLOCK_IN_FLOW", blockMsg);
          ctx.atKey = false;
          const valueProps = resolveProps.resolveProps(sep ?? [], {
            flow: fcName,
            indicator: "map-value-ind",
            next: value,
            offset: keyNode.range[2],
            onError,
            parentIndent: fc.indent,
            startOnNewline: false
          });
          if (valueProps.found) {
            if (!isMap2 && !props.found && ctx.options.strict) {
              if (sep)
                for (const st of sep) {
                  if (st === valueProps.found)
                    break;
                  if (st.type === "newline") {
                    onError(st, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
                    break;
                  }
                }
              if (props.start < valueProps.found.offset - 1024)
                onError(valueProps.found, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit flow sequence key");
            }
          } else if (value) {
            if ("source" in value && value.source?.[0] === ":")
              onError(value, "MISSING_CHAR", `Missing space after : in ${fcName}`);
            else
              onError(valueProps.start, "MISSING_CHAR", `Missing , or : between ${fcName} items`);
          }
          const valueNode = value ? composeNode(ctx, value, valueProps, onError) : valueProps.found ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError) : null;
          if (valueNode) {
            if (isBlock(value))
              onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
          } else if (valueProps.comment) {
            if (keyNode.comment)
              keyNode.comment += "\n" + valueProps.comment;
            else
              keyNode.comment = valueProps.comment;
          }
          const pair = new Pair.Pair(keyNode, valueNode);
          if (ctx.options.keepSourceTokens)
            pair.srcToken = collItem;
          if (isMap2) {
            const map = coll;
            if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
              onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
            map.items.push(pair);
          } else {
            const map = new YAMLMap.YAMLMap(ctx.schema);
            map.flow = true;
            map.items.push(pair);
            const endRange = (valueNode ?? keyNode).range;
            map.range = [keyNode.range[0], endRange[1], endRange[2]];
            coll.items.push(map);
          }
          offset = valueNode ? valueNode.range[2] : valueProps.end;
        }
      }
      const expectedEnd = isMap2 ? "}" : "]";
      const [ce, ...ee] = fc.end;
      let cePos = offset;
      if (ce?.source === expectedEnd)
        cePos = ce.offset + ce.source.length;
      else {
        const name = fcName[0].toUpperCase() + fcName.substring(1);
        const msg = atRoot ? `${name} must end with a ${expectedEnd}` : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
        onError(offset, atRoot ? "MISSING_CHAR" : "BAD_INDENT", msg);
        if (ce && ce.source.length !== 1)
          ee.unshift(ce);
      }
      if (ee.length > 0) {
        const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
        if (end.comment) {
          if (coll.comment)
            coll.comment += "\n" + end.comment;
          else
            coll.comment = end.comment;
        }
        coll.range = [fc.offset, cePos, end.offset];
      } else {
        coll.range = [fc.offset, cePos, cePos];
      }
      return coll;
    }
    exports.resolveFlowCollection = resolveFlowCollection;
  }
});

// node_modules/yaml/dist/compose/compose-collection.js
var require_compose_collection = __commonJS({
  "node_modules/yaml/dist/compose/compose-collection.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Scalar = require_Scalar();
    var YAMLMap = require_YAMLMap();
    var YAMLSeq = require_YAMLSeq();
    var resolveBlockMap = require_resolve_block_map();
    var resolveBlockSeq = require_resolve_block_seq();
    var resolveFlowCollection = require_resolve_flow_collection();
    function resolveCollection(CN, ctx, token, onError, tagName, tag) {
      const coll = token.type === "block-map" ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag) : token.type === "block-seq" ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag) : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
      const Coll = coll.constructor;
      if (tagName === "!" || tagName === Coll.tagName) {
        coll.tag = Coll.tagName;
        return coll;
      }
      if (tagName)
        coll.tag = tagName;
      return coll;
    }
    function composeCollection(CN, ctx, token, props, onError) {
      const tagToken = props.tag;
      const tagName = !tagToken ? null : ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg));
      if (token.type === "block-seq") {
        const { anchor, newlineAfterProp: nl } = props;
        const lastProp = anchor && tagToken ? anchor.offset > tagToken.offset ? anchor : tagToken : anchor ?? tagToken;
        if (lastProp && (!nl || nl.offset < lastProp.offset)) {
          const message = "Missing newline after block sequence props";
          onError(lastProp, "MISSING_CHAR", message);
        }
      }
      const expType = token.type === "block-map" ? "map" : token.type === "block-seq" ? "seq" : token.start.source === "{" ? "map" : "seq";
      if (!tagToken || !tagName || tagName === "!" || tagName === YAMLMap.YAMLMap.tagName && expType === "map" || tagName === YAMLSeq.YAMLSeq.tagName && expType === "seq") {
        return resolveCollection(CN, ctx, token, onError, tagName);
      }
      let tag = ctx.schema.tags.find((t) => t.tag === tagName && t.collection === expType);
      if (!tag) {
        const kt = ctx.schema.knownTags[tagName];
        if (kt?.collection === expType) {
          ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
          tag = kt;
        } else {
          if (kt) {
            onError(tagToken, "BAD_COLLECTION_TYPE", `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? "scalar"}`, true);
          } else {
            onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, true);
          }
          return resolveCollection(CN, ctx, token, onError, tagName);
        }
      }
      const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
      const res = tag.resolve?.(coll, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg), ctx.options) ?? coll;
      const node = identity.isNode(res) ? res : new Scalar.Scalar(res);
      node.range = coll.range;
      node.tag = tagName;
      if (tag?.format)
        node.format = tag.format;
      return node;
    }
    exports.composeCollection = composeCollection;
  }
});

// node_modules/yaml/dist/compose/resolve-block-scalar.js
var require_resolve_block_scalar = __commonJS({
  "node_modules/yaml/dist/compose/resolve-block-scalar.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    function resolveBlockScalar(ctx, scalar, onError) {
      const start = scalar.offset;
      const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
      if (!header)
        return { value: "", type: null, comment: "", range: [start, start, start] };
      const type = header.mode === ">" ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
      const lines = scalar.source ? splitLines(scalar.source) : [];
      let chompStart = lines.length;
      for (let i = lines.length - 1; i >= 0; --i) {
        const content = lines[i][1];
        if (content === "" || content === "\r")
          chompStart = i;
        else
          break;
      }
      if (chompStart === 0) {
        const value2 = header.chomp === "+" && lines.length > 0 ? "\n".repeat(Math.max(1, lines.length - 1)) : "";
        let end2 = start + header.length;
        if (scalar.source)
          end2 += scalar.source.length;
        return { value: value2, type, comment: header.comment, range: [start, end2, end2] };
      }
      let trimIndent = scalar.indent + header.indent;
      let offset = scalar.offset + header.length;
      let contentStart = 0;
      for (let i = 0; i < chompStart; ++i) {
        const [indent, content] = lines[i];
        if (content === "" || content === "\r") {
          if (header.indent === 0 && indent.length > trimIndent)
            trimIndent = indent.length;
        } else {
          if (indent.length < trimIndent) {
            const message = "Block scalars with more-indented leading empty lines must use an explicit indentation indicator";
            onError(offset + indent.length, "MISSING_CHAR", message);
          }
          if (header.indent === 0)
            trimIndent = indent.length;
          contentStart = i;
          if (trimIndent === 0 && !ctx.atRoot) {
            const message = "Block scalar values in collections must be indented";
            onError(offset, "BAD_INDENT", message);
          }
          break;
        }
        offset += indent.length + content.length + 1;
      }
      for (let i = lines.length - 1; i >= chompStart; --i) {
        if (lines[i][0].length > trimIndent)
          chompStart = i + 1;
      }
      let value = "";
      let sep = "";
      let prevMoreIndented = false;
      for (let i = 0; i < contentStart; ++i)
        value += lines[i][0].slice(trimIndent) + "\n";
      for (let i = contentStart; i < chompStart; ++i) {
        let [indent, content] = lines[i];
        offset += indent.length + content.length + 1;
        const crlf = content[content.length - 1] === "\r";
        if (crlf)
          content = content.slice(0, -1);
        if (content && indent.length < trimIndent) {
          const src = header.indent ? "explicit indentation indicator" : "first line";
          const message = `Block scalar lines must not be less indented than their ${src}`;
          onError(offset - content.length - (crlf ? 2 : 1), "BAD_INDENT", message);
          indent = "";
        }
        if (type === Scalar.Scalar.BLOCK_LITERAL) {
          value += sep + indent.slice(trimIndent) + content;
          sep = "\n";
        } else if (indent.length > trimIndent || content[0] === "	") {
          if (sep === " ")
            sep = "\n";
          else if (!prevMoreIndented && sep === "\n")
            sep = "\n\n";
          value += sep + indent.slice(trimIndent) + content;
          sep = "\n";
          prevMoreIndented = true;
        } else if (content === "") {
          if (sep === "\n")
            value += "\n";
          else
            sep = "\n";
        } else {
          value += sep + content;
          sep = " ";
          prevMoreIndented = false;
        }
      }
      switch (header.chomp) {
        case "-":
          break;
        case "+":
          for (let i = chompStart; i < lines.length; ++i)
            value += "\n" + lines[i][0].slice(trimIndent);
          if (value[value.length - 1] !== "\n")
            value += "\n";
          break;
        default:
          value += "\n";
      }
      const end = start + header.length + scalar.source.length;
      return { value, type, comment: header.comment, range: [start, end, end] };
    }
    function parseBlockScalarHeader({ offset, props }, strict, onError) {
      if (props[0].type !== "block-scalar-header") {
        onError(props[0], "IMPOSSIBLE", "Block scalar header not found");
        return null;
      }
      const { source } = props[0];
      const mode = source[0];
      let indent = 0;
      let chomp = "";
      let error = -1;
      for (let i = 1; i < source.length; ++i) {
        const ch = source[i];
        if (!chomp && (ch === "-" || ch === "+"))
          chomp = ch;
        else {
          const n = Number(ch);
          if (!indent && n)
            indent = n;
          else if (error === -1)
            error = offset + i;
        }
      }
      if (error !== -1)
        onError(error, "UNEXPECTED_TOKEN", `Block scalar header includes extra characters: ${source}`);
      let hasSpace = false;
      let comment = "";
      let length = source.length;
      for (let i = 1; i < props.length; ++i) {
        const token = props[i];
        switch (token.type) {
          case "space":
            hasSpace = true;
          // fallthrough
          case "newline":
            length += token.source.length;
            break;
          case "comment":
            if (strict && !hasSpace) {
              const message = "Comments must be separated from other tokens by white space characters";
              onError(token, "MISSING_CHAR", message);
            }
            length += token.source.length;
            comment = token.source.substring(1);
            break;
          case "error":
            onError(token, "UNEXPECTED_TOKEN", token.message);
            length += token.source.length;
            break;
          /* istanbul ignore next should not happen */
          default: {
            const message = `Unexpected token in block scalar header: ${token.type}`;
            onError(token, "UNEXPECTED_TOKEN", message);
            const ts = token.source;
            if (ts && typeof ts === "string")
              length += ts.length;
          }
        }
      }
      return { mode, indent, chomp, comment, length };
    }
    function splitLines(source) {
      const split = source.split(/\n( *)/);
      const first = split[0];
      const m = first.match(/^( *)/);
      const line0 = m?.[1] ? [m[1], first.slice(m[1].length)] : ["", first];
      const lines = [line0];
      for (let i = 1; i < split.length; i += 2)
        lines.push([split[i], split[i + 1]]);
      return lines;
    }
    exports.resolveBlockScalar = resolveBlockScalar;
  }
});

// node_modules/yaml/dist/compose/resolve-flow-scalar.js
var require_resolve_flow_scalar = __commonJS({
  "node_modules/yaml/dist/compose/resolve-flow-scalar.js"(exports) {
    "use strict";
    var Scalar = require_Scalar();
    var resolveEnd = require_resolve_end();
    function resolveFlowScalar(scalar, strict, onError) {
      const { offset, type, source, end } = scalar;
      let _type;
      let value;
      const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
      switch (type) {
        case "scalar":
          _type = Scalar.Scalar.PLAIN;
          value = plainValue(source, _onError);
          break;
        case "single-quoted-scalar":
          _type = Scalar.Scalar.QUOTE_SINGLE;
          value = singleQuotedValue(source, _onError);
          break;
        case "double-quoted-scalar":
          _type = Scalar.Scalar.QUOTE_DOUBLE;
          value = doubleQuotedValue(source, _onError);
          break;
        /* istanbul ignore next should not happen */
        default:
          onError(scalar, "UNEXPECTED_TOKEN", `Expected a flow scalar value, but found: ${type}`);
          return {
            value: "",
            type: null,
            comment: "",
            range: [offset, offset + source.length, offset + source.length]
          };
      }
      const valueEnd = offset + source.length;
      const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
      return {
        value,
        type: _type,
        comment: re.comment,
        range: [offset, valueEnd, re.offset]
      };
    }
    function plainValue(source, onError) {
      let badChar = "";
      switch (source[0]) {
        /* istanbul ignore next should not happen */
        case "	":
          badChar = "a tab character";
          break;
        case ",":
          badChar = "flow indicator character ,";
          break;
        case "%":
          badChar = "directive indicator character %";
          break;
        case "|":
        case ">": {
          badChar = `block scalar indicator ${source[0]}`;
          break;
        }
        case "@":
        case "`": {
          badChar = `reserved character ${source[0]}`;
          break;
        }
      }
      if (badChar)
        onError(0, "BAD_SCALAR_START", `Plain value cannot start with ${badChar}`);
      return unfoldLines(source);
    }
    function singleQuotedValue(source, onError) {
      if (source[source.length - 1] !== "'" || source.length === 1)
        onError(source.length, "MISSING_CHAR", "Missing closing 'quote");
      return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
    }
    function unfoldLines(source) {
      const line2 = /(.*?)\r?\n/sy;
      let match = line2.exec(source);
      if (!match)
        return source;
      let trimEnd, trimBoth;
      try {
        trimEnd = new RegExp("(?<![ 	])[ 	]+$");
        trimBoth = new RegExp("^[ 	]+|(?<![ 	])[ 	]+$", "g");
      } catch {
        trimEnd = /[ \t]+$/;
        trimBoth = /^[ \t]+|[ \t]+$/g;
      }
      let res = match[1].replace(trimEnd, "");
      let sep = " ";
      let pos = line2.lastIndex;
      while (match = line2.exec(source)) {
        const lm = match[1].replace(trimBoth, "");
        if (lm === "") {
          if (sep === "\n")
            res += sep;
          else
            sep = "\n";
        } else {
          res += sep + lm;
          sep = " ";
        }
        pos = line2.lastIndex;
      }
      const last = /[ \t]*(.*)/sy;
      last.lastIndex = pos;
      match = last.exec(source);
      return res + sep + (match?.[1] ?? "");
    }
    function doubleQuotedValue(source, onError) {
      let res = "";
      for (let i = 1; i < source.length - 1; ++i) {
        const ch = source[i];
        if (ch === "\r" && source[i + 1] === "\n")
          continue;
        if (ch === "\n") {
          const { fold: fold2, offset } = foldNewline(source, i);
          res += fold2;
          i = offset;
        } else if (ch === "\\") {
          let next = source[++i];
          const cc = escapeCodes[next];
          if (cc)
            res += cc;
          else if (next === "\n") {
            next = source[i + 1];
            while (next === " " || next === "	")
              next = source[++i + 1];
          } else if (next === "\r" && source[i + 1] === "\n") {
            next = source[++i + 1];
            while (next === " " || next === "	")
              next = source[++i + 1];
          } else if (next === "x" || next === "u" || next === "U") {
            const length = next === "x" ? 2 : next === "u" ? 4 : 8;
            res += parseCharCode(source, i + 1, length, onError);
            i += length;
          } else {
            const raw = source.substr(i - 1, 2);
            onError(i - 1, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
            res += raw;
          }
        } else if (ch === " " || ch === "	") {
          const wsStart = i;
          let next = source[i + 1];
          while (next === " " || next === "	")
            next = source[++i + 1];
          if (next !== "\n" && !(next === "\r" && source[i + 2] === "\n"))
            res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
        } else {
          res += ch;
        }
      }
      if (source[source.length - 1] !== '"' || source.length === 1)
        onError(source.length, "MISSING_CHAR", 'Missing closing "quote');
      return res;
    }
    function foldNewline(source, offset) {
      let fold2 = "";
      let ch = source[offset + 1];
      while (ch === " " || ch === "	" || ch === "\n" || ch === "\r") {
        if (ch === "\r" && source[offset + 2] !== "\n")
          break;
        if (ch === "\n")
          fold2 += "\n";
        offset += 1;
        ch = source[offset + 1];
      }
      if (!fold2)
        fold2 = " ";
      return { fold: fold2, offset };
    }
    var escapeCodes = {
      "0": "\0",
      // null character
      a: "\x07",
      // bell character
      b: "\b",
      // backspace
      e: "\x1B",
      // escape character
      f: "\f",
      // form feed
      n: "\n",
      // line feed
      r: "\r",
      // carriage return
      t: "	",
      // horizontal tab
      v: "\v",
      // vertical tab
      N: "\x85",
      // Unicode next line
      _: "\xA0",
      // Unicode non-breaking space
      L: "\u2028",
      // Unicode line separator
      P: "\u2029",
      // Unicode paragraph separator
      " ": " ",
      '"': '"',
      "/": "/",
      "\\": "\\",
      "	": "	"
    };
    function parseCharCode(source, offset, length, onError) {
      const cc = source.substr(offset, length);
      const ok = cc.length === length && /^[0-9a-fA-F]+$/.test(cc);
      const code = ok ? parseInt(cc, 16) : NaN;
      try {
        return String.fromCodePoint(code);
      } catch {
        const raw = source.substr(offset - 2, length + 2);
        onError(offset - 2, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
        return raw;
      }
    }
    exports.resolveFlowScalar = resolveFlowScalar;
  }
});

// node_modules/yaml/dist/compose/compose-scalar.js
var require_compose_scalar = __commonJS({
  "node_modules/yaml/dist/compose/compose-scalar.js"(exports) {
    "use strict";
    var identity = require_identity();
    var Scalar = require_Scalar();
    var resolveBlockScalar = require_resolve_block_scalar();
    var resolveFlowScalar = require_resolve_flow_scalar();
    function composeScalar(ctx, token, tagToken, onError) {
      const { value, type, comment, range } = token.type === "block-scalar" ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError) : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
      const tagName = tagToken ? ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg)) : null;
      let tag;
      if (ctx.options.stringKeys && ctx.atKey) {
        tag = ctx.schema[identity.SCALAR];
      } else if (tagName)
        tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
      else if (token.type === "scalar")
        tag = findScalarTagByTest(ctx, value, token, onError);
      else
        tag = ctx.schema[identity.SCALAR];
      let scalar;
      try {
        const res = tag.resolve(value, (msg) => onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg), ctx.options);
        scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
      } catch (error) {
        const msg = error instanceof Error ? error.message : String(error);
        onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg);
        scalar = new Scalar.Scalar(value);
      }
      scalar.range = range;
      scalar.source = value;
      if (type)
        scalar.type = type;
      if (tagName)
        scalar.tag = tagName;
      if (tag.format)
        scalar.format = tag.format;
      if (comment)
        scalar.comment = comment;
      return scalar;
    }
    function findScalarTagByName(schema, value, tagName, tagToken, onError) {
      if (tagName === "!")
        return schema[identity.SCALAR];
      const matchWithTest = [];
      for (const tag of schema.tags) {
        if (!tag.collection && tag.tag === tagName) {
          if (tag.default && tag.test)
            matchWithTest.push(tag);
          else
            return tag;
        }
      }
      for (const tag of matchWithTest)
        if (tag.test?.test(value))
          return tag;
      const kt = schema.knownTags[tagName];
      if (kt && !kt.collection) {
        schema.tags.push(Object.assign({}, kt, { default: false, test: void 0 }));
        return kt;
      }
      onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, tagName !== "tag:yaml.org,2002:str");
      return schema[identity.SCALAR];
    }
    function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
      const tag = schema.tags.find((tag2) => (tag2.default === true || atKey && tag2.default === "key") && tag2.test?.test(value)) || schema[identity.SCALAR];
      if (schema.compat) {
        const compat = schema.compat.find((tag2) => tag2.default && tag2.test?.test(value)) ?? schema[identity.SCALAR];
        if (tag.tag !== compat.tag) {
          const ts = directives.tagString(tag.tag);
          const cs = directives.tagString(compat.tag);
          const msg = `Value may be parsed as either ${ts} or ${cs}`;
          onError(token, "TAG_RESOLVE_FAILED", msg, true);
        }
      }
      return tag;
    }
    exports.composeScalar = composeScalar;
  }
});

// node_modules/yaml/dist/compose/util-empty-scalar-position.js
var require_util_empty_scalar_position = __commonJS({
  "node_modules/yaml/dist/compose/util-empty-scalar-position.js"(exports) {
    "use strict";
    function emptyScalarPosition(offset, before, pos) {
      if (before) {
        pos ?? (pos = before.length);
        for (let i = pos - 1; i >= 0; --i) {
          let st = before[i];
          switch (st.type) {
            case "space":
            case "comment":
            case "newline":
              offset -= st.source.length;
              continue;
          }
          st = before[++i];
          while (st?.type === "space") {
            offset += st.source.length;
            st = before[++i];
          }
          break;
        }
      }
      return offset;
    }
    exports.emptyScalarPosition = emptyScalarPosition;
  }
});

// node_modules/yaml/dist/compose/compose-node.js
var require_compose_node = __commonJS({
  "node_modules/yaml/dist/compose/compose-node.js"(exports) {
    "use strict";
    var Alias = require_Alias();
    var identity = require_identity();
    var composeCollection = require_compose_collection();
    var composeScalar = require_compose_scalar();
    var resolveEnd = require_resolve_end();
    var utilEmptyScalarPosition = require_util_empty_scalar_position();
    var CN = { composeNode, composeEmptyNode };
    function composeNode(ctx, token, props, onError) {
      const atKey = ctx.atKey;
      const { spaceBefore, comment, anchor, tag } = props;
      let node;
      let isSrcToken = true;
      switch (token.type) {
        case "alias":
          node = composeAlias(ctx, token, onError);
          if (anchor || tag)
            onError(token, "ALIAS_PROPS", "An alias node must not specify any properties");
          break;
        case "scalar":
        case "single-quoted-scalar":
        case "double-quoted-scalar":
        case "block-scalar":
          node = composeScalar.composeScalar(ctx, token, tag, onError);
          if (anchor)
            node.anchor = anchor.source.substring(1);
          break;
        case "block-map":
        case "block-seq":
        case "flow-collection":
          try {
            node = composeCollection.composeCollection(CN, ctx, token, props, onError);
            if (anchor)
              node.anchor = anchor.source.substring(1);
          } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            onError(token, "RESOURCE_EXHAUSTION", message);
          }
          break;
        default: {
          const message = token.type === "error" ? token.message : `Unsupported token (type: ${token.type})`;
          onError(token, "UNEXPECTED_TOKEN", message);
          isSrcToken = false;
        }
      }
      node ?? (node = composeEmptyNode(ctx, token.offset, void 0, null, props, onError));
      if (anchor && node.anchor === "")
        onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
      if (atKey && ctx.options.stringKeys && (!identity.isScalar(node) || typeof node.value !== "string" || node.tag && node.tag !== "tag:yaml.org,2002:str")) {
        const msg = "With stringKeys, all keys must be strings";
        onError(tag ?? token, "NON_STRING_KEY", msg);
      }
      if (spaceBefore)
        node.spaceBefore = true;
      if (comment) {
        if (token.type === "scalar" && token.source === "")
          node.comment = comment;
        else
          node.commentBefore = comment;
      }
      if (ctx.options.keepSourceTokens && isSrcToken)
        node.srcToken = token;
      return node;
    }
    function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
      const token = {
        type: "scalar",
        offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
        indent: -1,
        source: ""
      };
      const node = composeScalar.composeScalar(ctx, token, tag, onError);
      if (anchor) {
        node.anchor = anchor.source.substring(1);
        if (node.anchor === "")
          onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
      }
      if (spaceBefore)
        node.spaceBefore = true;
      if (comment) {
        node.comment = comment;
        node.range[2] = end;
      }
      return node;
    }
    function composeAlias({ options }, { offset, source, end }, onError) {
      const alias = new Alias.Alias(source.substring(1));
      if (alias.source === "")
        onError(offset, "BAD_ALIAS", "Alias cannot be an empty string");
      if (alias.source.endsWith(":"))
        onError(offset + source.length - 1, "BAD_ALIAS", "Alias ending in : is ambiguous", true);
      const valueEnd = offset + source.length;
      const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
      alias.range = [offset, valueEnd, re.offset];
      if (re.comment)
        alias.comment = re.comment;
      return alias;
    }
    exports.composeEmptyNode = composeEmptyNode;
    exports.composeNode = composeNode;
  }
});

// node_modules/yaml/dist/compose/compose-doc.js
var require_compose_doc = __commonJS({
  "node_modules/yaml/dist/compose/compose-doc.js"(exports) {
    "use strict";
    var Document = require_Document();
    var composeNode = require_compose_node();
    var resolveEnd = require_resolve_end();
    var resolveProps = require_resolve_props();
    function composeDoc(options, directives, { offset, start, value, end }, onError) {
      const opts = Object.assign({ _directives: directives }, options);
      const doc = new Document.Document(void 0, opts);
      const ctx = {
        atKey: false,
        atRoot: true,
        directives: doc.directives,
        options: doc.options,
        schema: doc.schema
      };
      const props = resolveProps.resolveProps(start, {
        indicator: "doc-start",
        next: value ?? end?.[0],
        offset,
        onError,
        parentIndent: 0,
        startOnNewline: true
      });
      if (props.found) {
        doc.directives.docStart = true;
        if (value && (value.type === "block-map" || value.type === "block-seq") && !props.hasNewline)
          onError(props.end, "MISSING_CHAR", "Block collection cannot start on same line with directives-end marker");
      }
      doc.contents = value ? composeNode.composeNode(ctx, value, props, onError) : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
      const contentEnd = doc.contents.range[2];
      const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
      if (re.comment)
        doc.comment = re.comment;
      doc.range = [offset, contentEnd, re.offset];
      return doc;
    }
    exports.composeDoc = composeDoc;
  }
});

// node_modules/yaml/dist/compose/composer.js
var require_composer = __commonJS({
  "node_modules/yaml/dist/compose/composer.js"(exports) {
    "use strict";
    var node_process = __require("process");
    var directives = require_directives();
    var Document = require_Document();
    var errors = require_errors();
    var identity = require_identity();
    var composeDoc = require_compose_doc();
    var resolveEnd = require_resolve_end();
    function getErrorPos(src) {
      if (typeof src === "number")
        return [src, src + 1];
      if (Array.isArray(src))
        return src.length === 2 ? src : [src[0], src[1]];
      const { offset, source } = src;
      return [offset, offset + (typeof source === "string" ? source.length : 1)];
    }
    function parsePrelude(prelude) {
      let comment = "";
      let atComment = false;
      let afterEmptyLine = false;
      for (let i = 0; i < prelude.length; ++i) {
        const source = prelude[i];
        switch (source[0]) {
          case "#":
            comment += (comment === "" ? "" : afterEmptyLine ? "\n\n" : "\n") + (source.substring(1) || " ");
            atComment = true;
            afterEmptyLine = false;
            break;
          case "%":
            if (prelude[i + 1]?.[0] !== "#")
              i += 1;
            atComment = false;
            break;
          default:
            if (!atComment)
              afterEmptyLine = true;
            atComment = false;
        }
      }
      return { comment, afterEmptyLine };
    }
    var Composer = class {
      constructor(options = {}) {
        this.doc = null;
        this.atDirectives = false;
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
        this.onError = (source, code, message, warning) => {
          const pos = getErrorPos(source);
          if (warning)
            this.warnings.push(new errors.YAMLWarning(pos, code, message));
          else
            this.errors.push(new errors.YAMLParseError(pos, code, message));
        };
        this.directives = new directives.Directives({ version: options.version || "1.2" });
        this.options = options;
      }
      decorate(doc, afterDoc) {
        const { comment, afterEmptyLine } = parsePrelude(this.prelude);
        if (comment) {
          const dc = doc.contents;
          if (afterDoc) {
            doc.comment = doc.comment ? `${doc.comment}
${comment}` : comment;
          } else if (afterEmptyLine || doc.directives.docStart || !dc) {
            doc.commentBefore = comment;
          } else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
            let it = dc.items[0];
            if (identity.isPair(it))
              it = it.key;
            const cb = it.commentBefore;
            it.commentBefore = cb ? `${comment}
${cb}` : comment;
          } else {
            const cb = dc.commentBefore;
            dc.commentBefore = cb ? `${comment}
${cb}` : comment;
          }
        }
        if (afterDoc) {
          for (let i = 0; i < this.errors.length; ++i)
            doc.errors.push(this.errors[i]);
          for (let i = 0; i < this.warnings.length; ++i)
            doc.warnings.push(this.warnings[i]);
        } else {
          doc.errors = this.errors;
          doc.warnings = this.warnings;
        }
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
      }
      /**
       * Current stream status information.
       *
       * Mostly useful at the end of input for an empty stream.
       */
      streamInfo() {
        return {
          comment: parsePrelude(this.prelude).comment,
          directives: this.directives,
          errors: this.errors,
          warnings: this.warnings
        };
      }
      /**
       * Compose tokens into documents.
       *
       * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
       * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
       */
      *compose(tokens, forceDoc = false, endOffset = -1) {
        for (const token of tokens)
          yield* this.next(token);
        yield* this.end(forceDoc, endOffset);
      }
      /** Advance the composer by one CST token. */
      *next(token) {
        if (node_process.env.LOG_STREAM)
          console.dir(token, { depth: null });
        switch (token.type) {
          case "directive":
            this.directives.add(token.source, (offset, message, warning) => {
              const pos = getErrorPos(token);
              pos[0] += offset;
              this.onError(pos, "BAD_DIRECTIVE", message, warning);
            });
            this.prelude.push(token.source);
            this.atDirectives = true;
            break;
          case "document": {
            const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
            if (this.atDirectives && !doc.directives.docStart)
              this.onError(token, "MISSING_CHAR", "Missing directives-end/doc-start indicator line");
            this.decorate(doc, false);
            if (this.doc)
              yield this.doc;
            this.doc = doc;
            this.atDirectives = false;
            break;
          }
          case "byte-order-mark":
          case "space":
            break;
          case "comment":
          case "newline":
            this.prelude.push(token.source);
            break;
          case "error": {
            const msg = token.source ? `${token.message}: ${JSON.stringify(token.source)}` : token.message;
            const error = new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", msg);
            if (this.atDirectives || !this.doc)
              this.errors.push(error);
            else
              this.doc.errors.push(error);
            break;
          }
          case "doc-end": {
            if (!this.doc) {
              const msg = "Unexpected doc-end without preceding document";
              this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", msg));
              break;
            }
            this.doc.directives.docEnd = true;
            const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
            this.decorate(this.doc, true);
            if (end.comment) {
              const dc = this.doc.comment;
              this.doc.comment = dc ? `${dc}
${end.comment}` : end.comment;
            }
            this.doc.range[2] = end.offset;
            break;
          }
          default:
            this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", `Unsupported token ${token.type}`));
        }
      }
      /**
       * Call at end of input to yield any remaining document.
       *
       * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
       * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
       */
      *end(forceDoc = false, endOffset = -1) {
        if (this.doc) {
          this.decorate(this.doc, true);
          yield this.doc;
          this.doc = null;
        } else if (forceDoc) {
          const opts = Object.assign({ _directives: this.directives }, this.options);
          const doc = new Document.Document(void 0, opts);
          if (this.atDirectives)
            this.onError(endOffset, "MISSING_CHAR", "Missing directives-end indicator line");
          doc.range = [0, endOffset, endOffset];
          this.decorate(doc, false);
          yield doc;
        }
      }
    };
    exports.Composer = Composer;
  }
});

// node_modules/yaml/dist/parse/cst-scalar.js
var require_cst_scalar = __commonJS({
  "node_modules/yaml/dist/parse/cst-scalar.js"(exports) {
    "use strict";
    var resolveBlockScalar = require_resolve_block_scalar();
    var resolveFlowScalar = require_resolve_flow_scalar();
    var errors = require_errors();
    var stringifyString = require_stringifyString();
    function resolveAsScalar(token, strict = true, onError) {
      if (token) {
        const _onError = (pos, code, message) => {
          const offset = typeof pos === "number" ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
          if (onError)
            onError(offset, code, message);
          else
            throw new errors.YAMLParseError([offset, offset + 1], code, message);
        };
        switch (token.type) {
          case "scalar":
          case "single-quoted-scalar":
          case "double-quoted-scalar":
            return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
          case "block-scalar":
            return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
        }
      }
      return null;
    }
    function createScalarToken(value, context) {
      const { implicitKey = false, indent, inFlow = false, offset = -1, type = "PLAIN" } = context;
      const source = stringifyString.stringifyString({ type, value }, {
        implicitKey,
        indent: indent > 0 ? " ".repeat(indent) : "",
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
      });
      const end = context.end ?? [
        { type: "newline", offset: -1, indent, source: "\n" }
      ];
      switch (source[0]) {
        case "|":
        case ">": {
          const he = source.indexOf("\n");
          const head = source.substring(0, he);
          const body = source.substring(he + 1) + "\n";
          const props = [
            { type: "block-scalar-header", offset, indent, source: head }
          ];
          if (!addEndtoBlockProps(props, end))
            props.push({ type: "newline", offset: -1, indent, source: "\n" });
          return { type: "block-scalar", offset, indent, props, source: body };
        }
        case '"':
          return { type: "double-quoted-scalar", offset, indent, source, end };
        case "'":
          return { type: "single-quoted-scalar", offset, indent, source, end };
        default:
          return { type: "scalar", offset, indent, source, end };
      }
    }
    function setScalarValue(token, value, context = {}) {
      let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
      let indent = "indent" in token ? token.indent : null;
      if (afterKey && typeof indent === "number")
        indent += 2;
      if (!type)
        switch (token.type) {
          case "single-quoted-scalar":
            type = "QUOTE_SINGLE";
            break;
          case "double-quoted-scalar":
            type = "QUOTE_DOUBLE";
            break;
          case "block-scalar": {
            const header = token.props[0];
            if (header.type !== "block-scalar-header")
              throw new Error("Invalid block scalar header");
            type = header.source[0] === ">" ? "BLOCK_FOLDED" : "BLOCK_LITERAL";
            break;
          }
          default:
            type = "PLAIN";
        }
      const source = stringifyString.stringifyString({ type, value }, {
        implicitKey: implicitKey || indent === null,
        indent: indent !== null && indent > 0 ? " ".repeat(indent) : "",
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
      });
      switch (source[0]) {
        case "|":
        case ">":
          setBlockScalarValue(token, source);
          break;
        case '"':
          setFlowScalarValue(token, source, "double-quoted-scalar");
          break;
        case "'":
          setFlowScalarValue(token, source, "single-quoted-scalar");
          break;
        default:
          setFlowScalarValue(token, source, "scalar");
      }
    }
    function setBlockScalarValue(token, source) {
      const he = source.indexOf("\n");
      const head = source.substring(0, he);
      const body = source.substring(he + 1) + "\n";
      if (token.type === "block-scalar") {
        const header = token.props[0];
        if (header.type !== "block-scalar-header")
          throw new Error("Invalid block scalar header");
        header.source = head;
        token.source = body;
      } else {
        const { offset } = token;
        const indent = "indent" in token ? token.indent : -1;
        const props = [
          { type: "block-scalar-header", offset, indent, source: head }
        ];
        if (!addEndtoBlockProps(props, "end" in token ? token.end : void 0))
          props.push({ type: "newline", offset: -1, indent, source: "\n" });
        for (const key of Object.keys(token))
          if (key !== "type" && key !== "offset")
            delete token[key];
        Object.assign(token, { type: "block-scalar", indent, props, source: body });
      }
    }
    function addEndtoBlockProps(props, end) {
      if (end)
        for (const st of end)
          switch (st.type) {
            case "space":
            case "comment":
              props.push(st);
              break;
            case "newline":
              props.push(st);
              return true;
          }
      return false;
    }
    function setFlowScalarValue(token, source, type) {
      switch (token.type) {
        case "scalar":
        case "double-quoted-scalar":
        case "single-quoted-scalar":
          token.type = type;
          token.source = source;
          break;
        case "block-scalar": {
          const end = token.props.slice(1);
          let oa = source.length;
          if (token.props[0].type === "block-scalar-header")
            oa -= token.props[0].source.length;
          for (const tok of end)
            tok.offset += oa;
          delete token.props;
          Object.assign(token, { type, source, end });
          break;
        }
        case "block-map":
        case "block-seq": {
          const offset = token.offset + source.length;
          const nl = { type: "newline", offset, indent: token.indent, source: "\n" };
          delete token.items;
          Object.assign(token, { type, source, end: [nl] });
          break;
        }
        default: {
          const indent = "indent" in token ? token.indent : -1;
          const end = "end" in token && Array.isArray(token.end) ? token.end.filter((st) => st.type === "space" || st.type === "comment" || st.type === "newline") : [];
          for (const key of Object.keys(token))
            if (key !== "type" && key !== "offset")
              delete token[key];
          Object.assign(token, { type, indent, source, end });
        }
      }
    }
    exports.createScalarToken = createScalarToken;
    exports.resolveAsScalar = resolveAsScalar;
    exports.setScalarValue = setScalarValue;
  }
});

// node_modules/yaml/dist/parse/cst-stringify.js
var require_cst_stringify = __commonJS({
  "node_modules/yaml/dist/parse/cst-stringify.js"(exports) {
    "use strict";
    var stringify = (cst) => "type" in cst ? stringifyToken(cst) : stringifyItem(cst);
    function stringifyToken(token) {
      switch (token.type) {
        case "block-scalar": {
          let res = "";
          for (const tok of token.props)
            res += stringifyToken(tok);
          return res + token.source;
        }
        case "block-map":
        case "block-seq": {
          let res = "";
          for (const item of token.items)
            res += stringifyItem(item);
          return res;
        }
        case "flow-collection": {
          let res = token.start.source;
          for (const item of token.items)
            res += stringifyItem(item);
          for (const st of token.end)
            res += st.source;
          return res;
        }
        case "document": {
          let res = stringifyItem(token);
          if (token.end)
            for (const st of token.end)
              res += st.source;
          return res;
        }
        default: {
          let res = token.source;
          if ("end" in token && token.end)
            for (const st of token.end)
              res += st.source;
          return res;
        }
      }
    }
    function stringifyItem({ start, key, sep, value }) {
      let res = "";
      for (const st of start)
        res += st.source;
      if (key)
        res += stringifyToken(key);
      if (sep)
        for (const st of sep)
          res += st.source;
      if (value)
        res += stringifyToken(value);
      return res;
    }
    exports.stringify = stringify;
  }
});

// node_modules/yaml/dist/parse/cst-visit.js
var require_cst_visit = __commonJS({
  "node_modules/yaml/dist/parse/cst-visit.js"(exports) {
    "use strict";
    var BREAK = /* @__PURE__ */ Symbol("break visit");
    var SKIP = /* @__PURE__ */ Symbol("skip children");
    var REMOVE = /* @__PURE__ */ Symbol("remove item");
    function visit2(cst, visitor) {
      if ("type" in cst && cst.type === "document")
        cst = { start: cst.start, value: cst.value };
      _visit(Object.freeze([]), cst, visitor);
    }
    visit2.BREAK = BREAK;
    visit2.SKIP = SKIP;
    visit2.REMOVE = REMOVE;
    visit2.itemAtPath = (cst, path) => {
      let item = cst;
      for (const [field, index] of path) {
        const tok = item?.[field];
        if (tok && "items" in tok) {
          item = tok.items[index];
        } else
          return void 0;
      }
      return item;
    };
    visit2.parentCollection = (cst, path) => {
      const parent = visit2.itemAtPath(cst, path.slice(0, -1));
      const field = path[path.length - 1][0];
      const coll = parent?.[field];
      if (coll && "items" in coll)
        return coll;
      throw new Error("Parent collection not found");
    };
    function _visit(path, item, visitor) {
      let ctrl = visitor(item, path);
      if (typeof ctrl === "symbol")
        return ctrl;
      for (const field of ["key", "value"]) {
        const token = item[field];
        if (token && "items" in token) {
          for (let i = 0; i < token.items.length; ++i) {
            const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
            if (typeof ci === "number")
              i = ci - 1;
            else if (ci === BREAK)
              return BREAK;
            else if (ci === REMOVE) {
              token.items.splice(i, 1);
              i -= 1;
            }
          }
          if (typeof ctrl === "function" && field === "key")
            ctrl = ctrl(item, path);
        }
      }
      return typeof ctrl === "function" ? ctrl(item, path) : ctrl;
    }
    exports.visit = visit2;
  }
});

// node_modules/yaml/dist/parse/cst.js
var require_cst = __commonJS({
  "node_modules/yaml/dist/parse/cst.js"(exports) {
    "use strict";
    var cstScalar = require_cst_scalar();
    var cstStringify = require_cst_stringify();
    var cstVisit = require_cst_visit();
    var BOM = "\uFEFF";
    var DOCUMENT = "";
    var FLOW_END = "";
    var SCALAR = "";
    var isCollection = (token) => !!token && "items" in token;
    var isScalar2 = (token) => !!token && (token.type === "scalar" || token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar" || token.type === "block-scalar");
    function prettyToken(token) {
      switch (token) {
        case BOM:
          return "<BOM>";
        case DOCUMENT:
          return "<DOC>";
        case FLOW_END:
          return "<FLOW_END>";
        case SCALAR:
          return "<SCALAR>";
        default:
          return JSON.stringify(token);
      }
    }
    function tokenType(source) {
      switch (source) {
        case BOM:
          return "byte-order-mark";
        case DOCUMENT:
          return "doc-mode";
        case FLOW_END:
          return "flow-error-end";
        case SCALAR:
          return "scalar";
        case "---":
          return "doc-start";
        case "...":
          return "doc-end";
        case "":
        case "\n":
        case "\r\n":
          return "newline";
        case "-":
          return "seq-item-ind";
        case "?":
          return "explicit-key-ind";
        case ":":
          return "map-value-ind";
        case "{":
          return "flow-map-start";
        case "}":
          return "flow-map-end";
        case "[":
          return "flow-seq-start";
        case "]":
          return "flow-seq-end";
        case ",":
          return "comma";
      }
      switch (source[0]) {
        case " ":
        case "	":
          return "space";
        case "#":
          return "comment";
        case "%":
          return "directive-line";
        case "*":
          return "alias";
        case "&":
          return "anchor";
        case "!":
          return "tag";
        case "'":
          return "single-quoted-scalar";
        case '"':
          return "double-quoted-scalar";
        case "|":
        case ">":
          return "block-scalar-header";
      }
      return null;
    }
    exports.createScalarToken = cstScalar.createScalarToken;
    exports.resolveAsScalar = cstScalar.resolveAsScalar;
    exports.setScalarValue = cstScalar.setScalarValue;
    exports.stringify = cstStringify.stringify;
    exports.visit = cstVisit.visit;
    exports.BOM = BOM;
    exports.DOCUMENT = DOCUMENT;
    exports.FLOW_END = FLOW_END;
    exports.SCALAR = SCALAR;
    exports.isCollection = isCollection;
    exports.isScalar = isScalar2;
    exports.prettyToken = prettyToken;
    exports.tokenType = tokenType;
  }
});

// node_modules/yaml/dist/parse/lexer.js
var require_lexer = __commonJS({
  "node_modules/yaml/dist/parse/lexer.js"(exports) {
    "use strict";
    var cst = require_cst();
    function isEmpty(ch) {
      switch (ch) {
        case void 0:
        case " ":
        case "\n":
        case "\r":
        case "	":
          return true;
        default:
          return false;
      }
    }
    var hexDigits = new Set("0123456789ABCDEFabcdef");
    var tagChars = new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
    var flowIndicatorChars = new Set(",[]{}");
    var invalidAnchorChars = new Set(" ,[]{}\n\r	");
    var isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
    var Lexer = class {
      constructor() {
        this.atEnd = false;
        this.blockScalarIndent = -1;
        this.blockScalarKeep = false;
        this.buffer = "";
        this.flowKey = false;
        this.flowLevel = 0;
        this.indentNext = 0;
        this.indentValue = 0;
        this.lineEndPos = null;
        this.next = null;
        this.pos = 0;
      }
      /**
       * Generate YAML tokens from the `source` string. If `incomplete`,
       * a part of the last line may be left as a buffer for the next call.
       *
       * @returns A generator of lexical tokens
       */
      *lex(source, incomplete = false) {
        if (source) {
          if (typeof source !== "string")
            throw TypeError("source is not a string");
          this.buffer = this.buffer ? this.buffer + source : source;
          this.lineEndPos = null;
        }
        this.atEnd = !incomplete;
        let next = this.next ?? "stream";
        while (next && (incomplete || this.hasChars(1)))
          next = yield* this.parseNext(next);
      }
      atLineEnd() {
        let i = this.pos;
        let ch = this.buffer[i];
        while (ch === " " || ch === "	")
          ch = this.buffer[++i];
        if (!ch || ch === "#" || ch === "\n")
          return true;
        if (ch === "\r")
          return this.buffer[i + 1] === "\n";
        return false;
      }
      charAt(n) {
        return this.buffer[this.pos + n];
      }
      continueScalar(offset) {
        let ch = this.buffer[offset];
        if (this.indentNext > 0) {
          let indent = 0;
          while (ch === " ")
            ch = this.buffer[++indent + offset];
          if (ch === "\r") {
            const next = this.buffer[indent + offset + 1];
            if (next === "\n" || !next && !this.atEnd)
              return offset + indent + 1;
          }
          return ch === "\n" || indent >= this.indentNext || !ch && !this.atEnd ? offset + indent : -1;
        }
        if (ch === "-" || ch === ".") {
          const dt = this.buffer.substr(offset, 3);
          if ((dt === "---" || dt === "...") && isEmpty(this.buffer[offset + 3]))
            return -1;
        }
        return offset;
      }
      getLine() {
        let end = this.lineEndPos;
        if (typeof end !== "number" || end !== -1 && end < this.pos) {
          end = this.buffer.indexOf("\n", this.pos);
          this.lineEndPos = end;
        }
        if (end === -1)
          return this.atEnd ? this.buffer.substring(this.pos) : null;
        if (this.buffer[end - 1] === "\r")
          end -= 1;
        return this.buffer.substring(this.pos, end);
      }
      hasChars(n) {
        return this.pos + n <= this.buffer.length;
      }
      setNext(state) {
        this.buffer = this.buffer.substring(this.pos);
        this.pos = 0;
        this.lineEndPos = null;
        this.next = state;
        return null;
      }
      peek(n) {
        return this.buffer.substr(this.pos, n);
      }
      *parseNext(next) {
        switch (next) {
          case "stream":
            return yield* this.parseStream();
          case "line-start":
            return yield* this.parseLineStart();
          case "block-start":
            return yield* this.parseBlockStart();
          case "doc":
            return yield* this.parseDocument();
          case "flow":
            return yield* this.parseFlowCollection();
          case "quoted-scalar":
            return yield* this.parseQuotedScalar();
          case "block-scalar":
            return yield* this.parseBlockScalar();
          case "plain-scalar":
            return yield* this.parsePlainScalar();
        }
      }
      *parseStream() {
        let line2 = this.getLine();
        if (line2 === null)
          return this.setNext("stream");
        if (line2[0] === cst.BOM) {
          yield* this.pushCount(1);
          line2 = line2.substring(1);
        }
        if (line2[0] === "%") {
          let dirEnd = line2.length;
          let cs = line2.indexOf("#");
          while (cs !== -1) {
            const ch = line2[cs - 1];
            if (ch === " " || ch === "	") {
              dirEnd = cs - 1;
              break;
            } else {
              cs = line2.indexOf("#", cs + 1);
            }
          }
          while (true) {
            const ch = line2[dirEnd - 1];
            if (ch === " " || ch === "	")
              dirEnd -= 1;
            else
              break;
          }
          const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
          yield* this.pushCount(line2.length - n);
          this.pushNewline();
          return "stream";
        }
        if (this.atLineEnd()) {
          const sp = yield* this.pushSpaces(true);
          yield* this.pushCount(line2.length - sp);
          yield* this.pushNewline();
          return "stream";
        }
        yield cst.DOCUMENT;
        return yield* this.parseLineStart();
      }
      *parseLineStart() {
        const ch = this.charAt(0);
        if (!ch && !this.atEnd)
          return this.setNext("line-start");
        if (ch === "-" || ch === ".") {
          if (!this.atEnd && !this.hasChars(4))
            return this.setNext("line-start");
          const s = this.peek(3);
          if ((s === "---" || s === "...") && isEmpty(this.charAt(3))) {
            yield* this.pushCount(3);
            this.indentValue = 0;
            this.indentNext = 0;
            return s === "---" ? "doc" : "stream";
          }
        }
        this.indentValue = yield* this.pushSpaces(false);
        if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1)))
          this.indentNext = this.indentValue;
        return yield* this.parseBlockStart();
      }
      *parseBlockStart() {
        const [ch0, ch1] = this.peek(2);
        if (!ch1 && !this.atEnd)
          return this.setNext("block-start");
        if ((ch0 === "-" || ch0 === "?" || ch0 === ":") && isEmpty(ch1)) {
          const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
          this.indentNext = this.indentValue + 1;
          this.indentValue += n;
          return "block-start";
        }
        return "doc";
      }
      *parseDocument() {
        yield* this.pushSpaces(true);
        const line2 = this.getLine();
        if (line2 === null)
          return this.setNext("doc");
        let n = yield* this.pushIndicators();
        switch (line2[n]) {
          case "#":
            yield* this.pushCount(line2.length - n);
          // fallthrough
          case void 0:
            yield* this.pushNewline();
            return yield* this.parseLineStart();
          case "{":
          case "[":
            yield* this.pushCount(1);
            this.flowKey = false;
            this.flowLevel = 1;
            return "flow";
          case "}":
          case "]":
            yield* this.pushCount(1);
            return "doc";
          case "*":
            yield* this.pushUntil(isNotAnchorChar);
            return "doc";
          case '"':
          case "'":
            return yield* this.parseQuotedScalar();
          case "|":
          case ">":
            n += yield* this.parseBlockScalarHeader();
            n += yield* this.pushSpaces(true);
            yield* this.pushCount(line2.length - n);
            yield* this.pushNewline();
            return yield* this.parseBlockScalar();
          default:
            return yield* this.parsePlainScalar();
        }
      }
      *parseFlowCollection() {
        let nl, sp;
        let indent = -1;
        do {
          nl = yield* this.pushNewline();
          if (nl > 0) {
            sp = yield* this.pushSpaces(false);
            this.indentValue = indent = sp;
          } else {
            sp = 0;
          }
          sp += yield* this.pushSpaces(true);
        } while (nl + sp > 0);
        const line2 = this.getLine();
        if (line2 === null)
          return this.setNext("flow");
        if (indent !== -1 && indent < this.indentNext && line2[0] !== "#" || indent === 0 && (line2.startsWith("---") || line2.startsWith("...")) && isEmpty(line2[3])) {
          const atFlowEndMarker = indent === this.indentNext - 1 && this.flowLevel === 1 && (line2[0] === "]" || line2[0] === "}");
          if (!atFlowEndMarker) {
            this.flowLevel = 0;
            yield cst.FLOW_END;
            return yield* this.parseLineStart();
          }
        }
        let n = 0;
        while (line2[n] === ",") {
          n += yield* this.pushCount(1);
          n += yield* this.pushSpaces(true);
          this.flowKey = false;
        }
        n += yield* this.pushIndicators();
        switch (line2[n]) {
          case void 0:
            return "flow";
          case "#":
            yield* this.pushCount(line2.length - n);
            return "flow";
          case "{":
          case "[":
            yield* this.pushCount(1);
            this.flowKey = false;
            this.flowLevel += 1;
            return "flow";
          case "}":
          case "]":
            yield* this.pushCount(1);
            this.flowKey = true;
            this.flowLevel -= 1;
            return this.flowLevel ? "flow" : "doc";
          case "*":
            yield* this.pushUntil(isNotAnchorChar);
            return "flow";
          case '"':
          case "'":
            this.flowKey = true;
            return yield* this.parseQuotedScalar();
          case ":": {
            const next = this.charAt(1);
            if (this.flowKey || isEmpty(next) || next === ",") {
              this.flowKey = false;
              yield* this.pushCount(1);
              yield* this.pushSpaces(true);
              return "flow";
            }
          }
          // fallthrough
          default:
            this.flowKey = false;
            return yield* this.parsePlainScalar();
        }
      }
      *parseQuotedScalar() {
        const quote = this.charAt(0);
        let end = this.buffer.indexOf(quote, this.pos + 1);
        if (quote === "'") {
          while (end !== -1 && this.buffer[end + 1] === "'")
            end = this.buffer.indexOf("'", end + 2);
        } else {
          while (end !== -1) {
            let n = 0;
            while (this.buffer[end - 1 - n] === "\\")
              n += 1;
            if (n % 2 === 0)
              break;
            end = this.buffer.indexOf('"', end + 1);
          }
        }
        const qb = this.buffer.substring(0, end);
        let nl = qb.indexOf("\n", this.pos);
        if (nl !== -1) {
          while (nl !== -1) {
            const cs = this.continueScalar(nl + 1);
            if (cs === -1)
              break;
            nl = qb.indexOf("\n", cs);
          }
          if (nl !== -1) {
            end = nl - (qb[nl - 1] === "\r" ? 2 : 1);
          }
        }
        if (end === -1) {
          if (!this.atEnd)
            return this.setNext("quoted-scalar");
          end = this.buffer.length;
        }
        yield* this.pushToIndex(end + 1, false);
        return this.flowLevel ? "flow" : "doc";
      }
      *parseBlockScalarHeader() {
        this.blockScalarIndent = -1;
        this.blockScalarKeep = false;
        let i = this.pos;
        while (true) {
          const ch = this.buffer[++i];
          if (ch === "+")
            this.blockScalarKeep = true;
          else if (ch > "0" && ch <= "9")
            this.blockScalarIndent = Number(ch) - 1;
          else if (ch !== "-")
            break;
        }
        return yield* this.pushUntil((ch) => isEmpty(ch) || ch === "#");
      }
      *parseBlockScalar() {
        let nl = this.pos - 1;
        let indent = 0;
        let ch;
        loop: for (let i2 = this.pos; ch = this.buffer[i2]; ++i2) {
          switch (ch) {
            case " ":
              indent += 1;
              break;
            case "\n":
              nl = i2;
              indent = 0;
              break;
            case "\r": {
              const next = this.buffer[i2 + 1];
              if (!next && !this.atEnd)
                return this.setNext("block-scalar");
              if (next === "\n")
                break;
            }
            // fallthrough
            default:
              break loop;
          }
        }
        if (!ch && !this.atEnd)
          return this.setNext("block-scalar");
        if (indent >= this.indentNext) {
          if (this.blockScalarIndent === -1)
            this.indentNext = indent;
          else {
            this.indentNext = this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
          }
          do {
            const cs = this.continueScalar(nl + 1);
            if (cs === -1)
              break;
            nl = this.buffer.indexOf("\n", cs);
          } while (nl !== -1);
          if (nl === -1) {
            if (!this.atEnd)
              return this.setNext("block-scalar");
            nl = this.buffer.length;
          }
        }
        let i = nl + 1;
        ch = this.buffer[i];
        while (ch === " ")
          ch = this.buffer[++i];
        if (ch === "	") {
          while (ch === "	" || ch === " " || ch === "\r" || ch === "\n")
            ch = this.buffer[++i];
          nl = i - 1;
        } else if (!this.blockScalarKeep) {
          do {
            let i2 = nl - 1;
            let ch2 = this.buffer[i2];
            if (ch2 === "\r")
              ch2 = this.buffer[--i2];
            const lastChar = i2;
            while (ch2 === " ")
              ch2 = this.buffer[--i2];
            if (ch2 === "\n" && i2 >= this.pos && i2 + 1 + indent > lastChar)
              nl = i2;
            else
              break;
          } while (true);
        }
        yield cst.SCALAR;
        yield* this.pushToIndex(nl + 1, true);
        return yield* this.parseLineStart();
      }
      *parsePlainScalar() {
        const inFlow = this.flowLevel > 0;
        let end = this.pos - 1;
        let i = this.pos - 1;
        let ch;
        while (ch = this.buffer[++i]) {
          if (ch === ":") {
            const next = this.buffer[i + 1];
            if (isEmpty(next) || inFlow && flowIndicatorChars.has(next))
              break;
            end = i;
          } else if (isEmpty(ch)) {
            let next = this.buffer[i + 1];
            if (ch === "\r") {
              if (next === "\n") {
                i += 1;
                ch = "\n";
                next = this.buffer[i + 1];
              } else
                end = i;
            }
            if (next === "#" || inFlow && flowIndicatorChars.has(next))
              break;
            if (ch === "\n") {
              const cs = this.continueScalar(i + 1);
              if (cs === -1)
                break;
              i = Math.max(i, cs - 2);
            }
          } else {
            if (inFlow && flowIndicatorChars.has(ch))
              break;
            end = i;
          }
        }
        if (!ch && !this.atEnd)
          return this.setNext("plain-scalar");
        yield cst.SCALAR;
        yield* this.pushToIndex(end + 1, true);
        return inFlow ? "flow" : "doc";
      }
      *pushCount(n) {
        if (n > 0) {
          yield this.buffer.substr(this.pos, n);
          this.pos += n;
          return n;
        }
        return 0;
      }
      *pushToIndex(i, allowEmpty) {
        const s = this.buffer.slice(this.pos, i);
        if (s) {
          yield s;
          this.pos += s.length;
          return s.length;
        } else if (allowEmpty)
          yield "";
        return 0;
      }
      *pushIndicators() {
        let n = 0;
        loop: while (true) {
          switch (this.charAt(0)) {
            case "!":
              n += yield* this.pushTag();
              n += yield* this.pushSpaces(true);
              continue loop;
            case "&":
              n += yield* this.pushUntil(isNotAnchorChar);
              n += yield* this.pushSpaces(true);
              continue loop;
            case "-":
            // this is an error
            case "?":
            // this is an error outside flow collections
            case ":": {
              const inFlow = this.flowLevel > 0;
              const ch1 = this.charAt(1);
              if (isEmpty(ch1) || inFlow && flowIndicatorChars.has(ch1)) {
                if (!inFlow)
                  this.indentNext = this.indentValue + 1;
                else if (this.flowKey)
                  this.flowKey = false;
                n += yield* this.pushCount(1);
                n += yield* this.pushSpaces(true);
                continue loop;
              }
            }
          }
          break loop;
        }
        return n;
      }
      *pushTag() {
        if (this.charAt(1) === "<") {
          let i = this.pos + 2;
          let ch = this.buffer[i];
          while (!isEmpty(ch) && ch !== ">")
            ch = this.buffer[++i];
          return yield* this.pushToIndex(ch === ">" ? i + 1 : i, false);
        } else {
          let i = this.pos + 1;
          let ch = this.buffer[i];
          while (ch) {
            if (tagChars.has(ch))
              ch = this.buffer[++i];
            else if (ch === "%" && hexDigits.has(this.buffer[i + 1]) && hexDigits.has(this.buffer[i + 2])) {
              ch = this.buffer[i += 3];
            } else
              break;
          }
          return yield* this.pushToIndex(i, false);
        }
      }
      *pushNewline() {
        const ch = this.buffer[this.pos];
        if (ch === "\n")
          return yield* this.pushCount(1);
        else if (ch === "\r" && this.charAt(1) === "\n")
          return yield* this.pushCount(2);
        else
          return 0;
      }
      *pushSpaces(allowTabs) {
        let i = this.pos - 1;
        let ch;
        do {
          ch = this.buffer[++i];
        } while (ch === " " || allowTabs && ch === "	");
        const n = i - this.pos;
        if (n > 0) {
          yield this.buffer.substr(this.pos, n);
          this.pos = i;
        }
        return n;
      }
      *pushUntil(test) {
        let i = this.pos;
        let ch = this.buffer[i];
        while (!test(ch))
          ch = this.buffer[++i];
        return yield* this.pushToIndex(i, false);
      }
    };
    exports.Lexer = Lexer;
  }
});

// node_modules/yaml/dist/parse/line-counter.js
var require_line_counter = __commonJS({
  "node_modules/yaml/dist/parse/line-counter.js"(exports) {
    "use strict";
    var LineCounter2 = class {
      constructor() {
        this.lineStarts = [];
        this.addNewLine = (offset) => this.lineStarts.push(offset);
        this.linePos = (offset) => {
          let low = 0;
          let high = this.lineStarts.length;
          while (low < high) {
            const mid = low + high >> 1;
            if (this.lineStarts[mid] < offset)
              low = mid + 1;
            else
              high = mid;
          }
          if (this.lineStarts[low] === offset)
            return { line: low + 1, col: 1 };
          if (low === 0)
            return { line: 0, col: offset };
          const start = this.lineStarts[low - 1];
          return { line: low, col: offset - start + 1 };
        };
      }
    };
    exports.LineCounter = LineCounter2;
  }
});

// node_modules/yaml/dist/parse/parser.js
var require_parser = __commonJS({
  "node_modules/yaml/dist/parse/parser.js"(exports) {
    "use strict";
    var node_process = __require("process");
    var cst = require_cst();
    var lexer = require_lexer();
    function includesToken(list, type) {
      for (let i = 0; i < list.length; ++i)
        if (list[i].type === type)
          return true;
      return false;
    }
    function findNonEmptyIndex(list) {
      for (let i = 0; i < list.length; ++i) {
        switch (list[i].type) {
          case "space":
          case "comment":
          case "newline":
            break;
          default:
            return i;
        }
      }
      return -1;
    }
    function isFlowToken(token) {
      switch (token?.type) {
        case "alias":
        case "scalar":
        case "single-quoted-scalar":
        case "double-quoted-scalar":
        case "flow-collection":
          return true;
        default:
          return false;
      }
    }
    function getPrevProps(parent) {
      switch (parent.type) {
        case "document":
          return parent.start;
        case "block-map": {
          const it = parent.items[parent.items.length - 1];
          return it.sep ?? it.start;
        }
        case "block-seq":
          return parent.items[parent.items.length - 1].start;
        /* istanbul ignore next should not happen */
        default:
          return [];
      }
    }
    function getFirstKeyStartProps(prev) {
      if (prev.length === 0)
        return [];
      let i = prev.length;
      loop: while (--i >= 0) {
        switch (prev[i].type) {
          case "doc-start":
          case "explicit-key-ind":
          case "map-value-ind":
          case "seq-item-ind":
          case "newline":
            break loop;
        }
      }
      while (prev[++i]?.type === "space") {
      }
      return prev.splice(i, prev.length);
    }
    function arrayPushArray(target, source) {
      if (source.length < 1e5)
        Array.prototype.push.apply(target, source);
      else
        for (let i = 0; i < source.length; ++i)
          target.push(source[i]);
    }
    function fixFlowSeqItems(fc) {
      if (fc.start.type === "flow-seq-start") {
        for (const it of fc.items) {
          if (it.sep && !it.value && !includesToken(it.start, "explicit-key-ind") && !includesToken(it.sep, "map-value-ind")) {
            if (it.key)
              it.value = it.key;
            delete it.key;
            if (isFlowToken(it.value)) {
              if (it.value.end)
                arrayPushArray(it.value.end, it.sep);
              else
                it.value.end = it.sep;
            } else
              arrayPushArray(it.start, it.sep);
            delete it.sep;
          }
        }
      }
    }
    var Parser = class {
      /**
       * @param onNewLine - If defined, called separately with the start position of
       *   each new line (in `parse()`, including the start of input).
       */
      constructor(onNewLine) {
        this.atNewLine = true;
        this.atScalar = false;
        this.indent = 0;
        this.offset = 0;
        this.onKeyLine = false;
        this.stack = [];
        this.source = "";
        this.type = "";
        this.lexer = new lexer.Lexer();
        this.onNewLine = onNewLine;
      }
      /**
       * Parse `source` as a YAML stream.
       * If `incomplete`, a part of the last line may be left as a buffer for the next call.
       *
       * Errors are not thrown, but yielded as `{ type: 'error', message }` tokens.
       *
       * @returns A generator of tokens representing each directive, document, and other structure.
       */
      *parse(source, incomplete = false) {
        if (this.onNewLine && this.offset === 0)
          this.onNewLine(0);
        for (const lexeme of this.lexer.lex(source, incomplete))
          yield* this.next(lexeme);
        if (!incomplete)
          yield* this.end();
      }
      /**
       * Advance the parser by the `source` of one lexical token.
       */
      *next(source) {
        this.source = source;
        if (node_process.env.LOG_TOKENS)
          console.log("|", cst.prettyToken(source));
        if (this.atScalar) {
          this.atScalar = false;
          yield* this.step();
          this.offset += source.length;
          return;
        }
        const type = cst.tokenType(source);
        if (!type) {
          const message = `Not a YAML token: ${source}`;
          yield* this.pop({ type: "error", offset: this.offset, message, source });
          this.offset += source.length;
        } else if (type === "scalar") {
          this.atNewLine = false;
          this.atScalar = true;
          this.type = "scalar";
        } else {
          this.type = type;
          yield* this.step();
          switch (type) {
            case "newline":
              this.atNewLine = true;
              this.indent = 0;
              if (this.onNewLine)
                this.onNewLine(this.offset + source.length);
              break;
            case "space":
              if (this.atNewLine && source[0] === " ")
                this.indent += source.length;
              break;
            case "explicit-key-ind":
            case "map-value-ind":
            case "seq-item-ind":
              if (this.atNewLine)
                this.indent += source.length;
              break;
            case "doc-mode":
            case "flow-error-end":
              return;
            default:
              this.atNewLine = false;
          }
          this.offset += source.length;
        }
      }
      /** Call at end of input to push out any remaining constructions */
      *end() {
        while (this.stack.length > 0)
          yield* this.pop();
      }
      get sourceToken() {
        const st = {
          type: this.type,
          offset: this.offset,
          indent: this.indent,
          source: this.source
        };
        return st;
      }
      *step() {
        const top = this.peek(1);
        if (this.type === "doc-end" && top?.type !== "doc-end") {
          while (this.stack.length > 0)
            yield* this.pop();
          this.stack.push({
            type: "doc-end",
            offset: this.offset,
            source: this.source
          });
          return;
        }
        if (!top)
          return yield* this.stream();
        switch (top.type) {
          case "document":
            return yield* this.document(top);
          case "alias":
          case "scalar":
          case "single-quoted-scalar":
          case "double-quoted-scalar":
            return yield* this.scalar(top);
          case "block-scalar":
            return yield* this.blockScalar(top);
          case "block-map":
            return yield* this.blockMap(top);
          case "block-seq":
            return yield* this.blockSequence(top);
          case "flow-collection":
            return yield* this.flowCollection(top);
          case "doc-end":
            return yield* this.documentEnd(top);
        }
        yield* this.pop();
      }
      peek(n) {
        return this.stack[this.stack.length - n];
      }
      *pop(error) {
        const token = error ?? this.stack.pop();
        if (!token) {
          const message = "Tried to pop an empty stack";
          yield { type: "error", offset: this.offset, source: "", message };
        } else if (this.stack.length === 0) {
          yield token;
        } else {
          const top = this.peek(1);
          if (token.type === "block-scalar") {
            token.indent = "indent" in top ? top.indent : 0;
          } else if (token.type === "flow-collection" && top.type === "document") {
            token.indent = 0;
          }
          if (token.type === "flow-collection")
            fixFlowSeqItems(token);
          switch (top.type) {
            case "document":
              top.value = token;
              break;
            case "block-scalar":
              top.props.push(token);
              break;
            case "block-map": {
              const it = top.items[top.items.length - 1];
              if (it.value) {
                top.items.push({ start: [], key: token, sep: [] });
                this.onKeyLine = true;
                return;
              } else if (it.sep) {
                it.value = token;
              } else {
                Object.assign(it, { key: token, sep: [] });
                this.onKeyLine = !it.explicitKey;
                return;
              }
              break;
            }
            case "block-seq": {
              const it = top.items[top.items.length - 1];
              if (it.value)
                top.items.push({ start: [], value: token });
              else
                it.value = token;
              break;
            }
            case "flow-collection": {
              const it = top.items[top.items.length - 1];
              if (!it || it.value)
                top.items.push({ start: [], key: token, sep: [] });
              else if (it.sep)
                it.value = token;
              else
                Object.assign(it, { key: token, sep: [] });
              return;
            }
            /* istanbul ignore next should not happen */
            default:
              yield* this.pop();
              yield* this.pop(token);
          }
          if ((top.type === "document" || top.type === "block-map" || top.type === "block-seq") && (token.type === "block-map" || token.type === "block-seq")) {
            const last = token.items[token.items.length - 1];
            if (last && !last.sep && !last.value && last.start.length > 0 && findNonEmptyIndex(last.start) === -1 && (token.indent === 0 || last.start.every((st) => st.type !== "comment" || st.indent < token.indent))) {
              if (top.type === "document")
                top.end = last.start;
              else
                top.items.push({ start: last.start });
              token.items.splice(-1, 1);
            }
          }
        }
      }
      *stream() {
        switch (this.type) {
          case "directive-line":
            yield { type: "directive", offset: this.offset, source: this.source };
            return;
          case "byte-order-mark":
          case "space":
          case "comment":
          case "newline":
            yield this.sourceToken;
            return;
          case "doc-mode":
          case "doc-start": {
            const doc = {
              type: "document",
              offset: this.offset,
              start: []
            };
            if (this.type === "doc-start")
              doc.start.push(this.sourceToken);
            this.stack.push(doc);
            return;
          }
        }
        yield {
          type: "error",
          offset: this.offset,
          message: `Unexpected ${this.type} token in YAML stream`,
          source: this.source
        };
      }
      *document(doc) {
        if (doc.value)
          return yield* this.lineEnd(doc);
        switch (this.type) {
          case "doc-start": {
            if (findNonEmptyIndex(doc.start) !== -1) {
              yield* this.pop();
              yield* this.step();
            } else
              doc.start.push(this.sourceToken);
            return;
          }
          case "anchor":
          case "tag":
          case "space":
          case "comment":
          case "newline":
            doc.start.push(this.sourceToken);
            return;
        }
        const bv = this.startBlockValue(doc);
        if (bv)
          this.stack.push(bv);
        else {
          yield {
            type: "error",
            offset: this.offset,
            message: `Unexpected ${this.type} token in YAML document`,
            source: this.source
          };
        }
      }
      *scalar(scalar) {
        if (this.type === "map-value-ind") {
          const prev = getPrevProps(this.peek(2));
          const start = getFirstKeyStartProps(prev);
          let sep;
          if (scalar.end) {
            sep = scalar.end;
            sep.push(this.sourceToken);
            delete scalar.end;
          } else
            sep = [this.sourceToken];
          const map = {
            type: "block-map",
            offset: scalar.offset,
            indent: scalar.indent,
            items: [{ start, key: scalar, sep }]
          };
          this.onKeyLine = true;
          this.stack[this.stack.length - 1] = map;
        } else
          yield* this.lineEnd(scalar);
      }
      *blockScalar(scalar) {
        switch (this.type) {
          case "space":
          case "comment":
          case "newline":
            scalar.props.push(this.sourceToken);
            return;
          case "scalar":
            scalar.source = this.source;
            this.atNewLine = true;
            this.indent = 0;
            if (this.onNewLine) {
              let nl = this.source.indexOf("\n") + 1;
              while (nl !== 0) {
                this.onNewLine(this.offset + nl);
                nl = this.source.indexOf("\n", nl) + 1;
              }
            }
            yield* this.pop();
            break;
          /* istanbul ignore next should not happen */
          default:
            yield* this.pop();
            yield* this.step();
        }
      }
      *blockMap(map) {
        const it = map.items[map.items.length - 1];
        switch (this.type) {
          case "newline":
            this.onKeyLine = false;
            if (it.value) {
              const end = "end" in it.value ? it.value.end : void 0;
              const last = Array.isArray(end) ? end[end.length - 1] : void 0;
              if (last?.type === "comment")
                end?.push(this.sourceToken);
              else
                map.items.push({ start: [this.sourceToken] });
            } else if (it.sep) {
              it.sep.push(this.sourceToken);
            } else {
              it.start.push(this.sourceToken);
            }
            return;
          case "space":
          case "comment":
            if (it.value) {
              map.items.push({ start: [this.sourceToken] });
            } else if (it.sep) {
              it.sep.push(this.sourceToken);
            } else {
              if (this.atIndentedComment(it.start, map.indent)) {
                const prev = map.items[map.items.length - 2];
                const end = prev?.value?.end;
                if (Array.isArray(end)) {
                  arrayPushArray(end, it.start);
                  end.push(this.sourceToken);
                  map.items.pop();
                  return;
                }
              }
              it.start.push(this.sourceToken);
            }
            return;
        }
        if (this.indent >= map.indent) {
          const atMapIndent = !this.onKeyLine && this.indent === map.indent;
          const atNextItem = atMapIndent && (it.sep || it.explicitKey) && this.type !== "seq-item-ind";
          let start = [];
          if (atNextItem && it.sep && !it.value) {
            const nl = [];
            for (let i = 0; i < it.sep.length; ++i) {
              const st = it.sep[i];
              switch (st.type) {
                case "newline":
                  nl.push(i);
                  break;
                case "space":
                  break;
                case "comment":
                  if (st.indent > map.indent)
                    nl.length = 0;
                  break;
                default:
                  nl.length = 0;
              }
            }
            if (nl.length >= 2)
              start = it.sep.splice(nl[1]);
          }
          switch (this.type) {
            case "anchor":
            case "tag":
              if (atNextItem || it.value) {
                start.push(this.sourceToken);
                map.items.push({ start });
                this.onKeyLine = true;
              } else if (it.sep) {
                it.sep.push(this.sourceToken);
              } else {
                it.start.push(this.sourceToken);
              }
              return;
            case "explicit-key-ind":
              if (!it.sep && !it.explicitKey) {
                it.start.push(this.sourceToken);
                it.explicitKey = true;
              } else if (atNextItem || it.value) {
                start.push(this.sourceToken);
                map.items.push({ start, explicitKey: true });
              } else {
                this.stack.push({
                  type: "block-map",
                  offset: this.offset,
                  indent: this.indent,
                  items: [{ start: [this.sourceToken], explicitKey: true }]
                });
              }
              this.onKeyLine = true;
              return;
            case "map-value-ind":
              if (it.explicitKey) {
                if (!it.sep) {
                  if (includesToken(it.start, "newline")) {
                    Object.assign(it, { key: null, sep: [this.sourceToken] });
                  } else {
                    const start2 = getFirstKeyStartProps(it.start);
                    this.stack.push({
                      type: "block-map",
                      offset: this.offset,
                      indent: this.indent,
                      items: [{ start: start2, key: null, sep: [this.sourceToken] }]
                    });
                  }
                } else if (it.value) {
                  map.items.push({ start: [], key: null, sep: [this.sourceToken] });
                } else if (includesToken(it.sep, "map-value-ind")) {
                  this.stack.push({
                    type: "block-map",
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, key: null, sep: [this.sourceToken] }]
                  });
                } else if (isFlowToken(it.key) && !includesToken(it.sep, "newline")) {
                  const start2 = getFirstKeyStartProps(it.start);
                  const key = it.key;
                  const sep = it.sep;
                  sep.push(this.sourceToken);
                  delete it.key;
                  delete it.sep;
                  this.stack.push({
                    type: "block-map",
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start: start2, key, sep }]
                  });
                } else if (start.length > 0) {
                  it.sep = it.sep.concat(start, this.sourceToken);
                } else {
                  it.sep.push(this.sourceToken);
                }
              } else {
                if (!it.sep) {
                  Object.assign(it, { key: null, sep: [this.sourceToken] });
                } else if (it.value || atNextItem) {
                  map.items.push({ start, key: null, sep: [this.sourceToken] });
                } else if (includesToken(it.sep, "map-value-ind")) {
                  this.stack.push({
                    type: "block-map",
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start: [], key: null, sep: [this.sourceToken] }]
                  });
                } else {
                  it.sep.push(this.sourceToken);
                }
              }
              this.onKeyLine = true;
              return;
            case "alias":
            case "scalar":
            case "single-quoted-scalar":
            case "double-quoted-scalar": {
              const fs = this.flowScalar(this.type);
              if (atNextItem || it.value) {
                map.items.push({ start, key: fs, sep: [] });
                this.onKeyLine = true;
              } else if (it.sep) {
                this.stack.push(fs);
              } else {
                Object.assign(it, { key: fs, sep: [] });
                this.onKeyLine = true;
              }
              return;
            }
            default: {
              const bv = this.startBlockValue(map);
              if (bv) {
                if (bv.type === "block-seq") {
                  if (!it.explicitKey && it.sep && !includesToken(it.sep, "newline")) {
                    yield* this.pop({
                      type: "error",
                      offset: this.offset,
                      message: "Unexpected block-seq-ind on same line with key",
                      source: this.source
                    });
                    return;
                  }
                } else if (atMapIndent) {
                  map.items.push({ start });
                }
                this.stack.push(bv);
                return;
              }
            }
          }
        }
        yield* this.pop();
        yield* this.step();
      }
      *blockSequence(seq) {
        const it = seq.items[seq.items.length - 1];
        switch (this.type) {
          case "newline":
            if (it.value) {
              const end = "end" in it.value ? it.value.end : void 0;
              const last = Array.isArray(end) ? end[end.length - 1] : void 0;
              if (last?.type === "comment")
                end?.push(this.sourceToken);
              else
                seq.items.push({ start: [this.sourceToken] });
            } else
              it.start.push(this.sourceToken);
            return;
          case "space":
          case "comment":
            if (it.value)
              seq.items.push({ start: [this.sourceToken] });
            else {
              if (this.atIndentedComment(it.start, seq.indent)) {
                const prev = seq.items[seq.items.length - 2];
                const end = prev?.value?.end;
                if (Array.isArray(end)) {
                  arrayPushArray(end, it.start);
                  end.push(this.sourceToken);
                  seq.items.pop();
                  return;
                }
              }
              it.start.push(this.sourceToken);
            }
            return;
          case "anchor":
          case "tag":
            if (it.value || this.indent <= seq.indent)
              break;
            it.start.push(this.sourceToken);
            return;
          case "seq-item-ind":
            if (this.indent !== seq.indent)
              break;
            if (it.value || includesToken(it.start, "seq-item-ind"))
              seq.items.push({ start: [this.sourceToken] });
            else
              it.start.push(this.sourceToken);
            return;
        }
        if (this.indent > seq.indent) {
          const bv = this.startBlockValue(seq);
          if (bv) {
            this.stack.push(bv);
            return;
          }
        }
        yield* this.pop();
        yield* this.step();
      }
      *flowCollection(fc) {
        const it = fc.items[fc.items.length - 1];
        if (this.type === "flow-error-end") {
          let top;
          do {
            yield* this.pop();
            top = this.peek(1);
          } while (top?.type === "flow-collection");
        } else if (fc.end.length === 0) {
          switch (this.type) {
            case "comma":
            case "explicit-key-ind":
              if (!it || it.sep)
                fc.items.push({ start: [this.sourceToken] });
              else
                it.start.push(this.sourceToken);
              return;
            case "map-value-ind":
              if (!it || it.value)
                fc.items.push({ start: [], key: null, sep: [this.sourceToken] });
              else if (it.sep)
                it.sep.push(this.sourceToken);
              else
                Object.assign(it, { key: null, sep: [this.sourceToken] });
              return;
            case "space":
            case "comment":
            case "newline":
            case "anchor":
            case "tag":
              if (!it || it.value)
                fc.items.push({ start: [this.sourceToken] });
              else if (it.sep)
                it.sep.push(this.sourceToken);
              else
                it.start.push(this.sourceToken);
              return;
            case "alias":
            case "scalar":
            case "single-quoted-scalar":
            case "double-quoted-scalar": {
              const fs = this.flowScalar(this.type);
              if (!it || it.value)
                fc.items.push({ start: [], key: fs, sep: [] });
              else if (it.sep)
                this.stack.push(fs);
              else
                Object.assign(it, { key: fs, sep: [] });
              return;
            }
            case "flow-map-end":
            case "flow-seq-end":
              fc.end.push(this.sourceToken);
              return;
          }
          const bv = this.startBlockValue(fc);
          if (bv)
            this.stack.push(bv);
          else {
            yield* this.pop();
            yield* this.step();
          }
        } else {
          const parent = this.peek(2);
          if (parent.type === "block-map" && (this.type === "map-value-ind" && parent.indent === fc.indent || this.type === "newline" && !parent.items[parent.items.length - 1].sep)) {
            yield* this.pop();
            yield* this.step();
          } else if (this.type === "map-value-ind" && parent.type !== "flow-collection") {
            const prev = getPrevProps(parent);
            const start = getFirstKeyStartProps(prev);
            fixFlowSeqItems(fc);
            const sep = fc.end.splice(1, fc.end.length);
            sep.push(this.sourceToken);
            const map = {
              type: "block-map",
              offset: fc.offset,
              indent: fc.indent,
              items: [{ start, key: fc, sep }]
            };
            this.onKeyLine = true;
            this.stack[this.stack.length - 1] = map;
          } else {
            yield* this.lineEnd(fc);
          }
        }
      }
      flowScalar(type) {
        if (this.onNewLine) {
          let nl = this.source.indexOf("\n") + 1;
          while (nl !== 0) {
            this.onNewLine(this.offset + nl);
            nl = this.source.indexOf("\n", nl) + 1;
          }
        }
        return {
          type,
          offset: this.offset,
          indent: this.indent,
          source: this.source
        };
      }
      startBlockValue(parent) {
        switch (this.type) {
          case "alias":
          case "scalar":
          case "single-quoted-scalar":
          case "double-quoted-scalar":
            return this.flowScalar(this.type);
          case "block-scalar-header":
            return {
              type: "block-scalar",
              offset: this.offset,
              indent: this.indent,
              props: [this.sourceToken],
              source: ""
            };
          case "flow-map-start":
          case "flow-seq-start":
            return {
              type: "flow-collection",
              offset: this.offset,
              indent: this.indent,
              start: this.sourceToken,
              items: [],
              end: []
            };
          case "seq-item-ind":
            return {
              type: "block-seq",
              offset: this.offset,
              indent: this.indent,
              items: [{ start: [this.sourceToken] }]
            };
          case "explicit-key-ind": {
            this.onKeyLine = true;
            const prev = getPrevProps(parent);
            const start = getFirstKeyStartProps(prev);
            start.push(this.sourceToken);
            return {
              type: "block-map",
              offset: this.offset,
              indent: this.indent,
              items: [{ start, explicitKey: true }]
            };
          }
          case "map-value-ind": {
            this.onKeyLine = true;
            const prev = getPrevProps(parent);
            const start = getFirstKeyStartProps(prev);
            return {
              type: "block-map",
              offset: this.offset,
              indent: this.indent,
              items: [{ start, key: null, sep: [this.sourceToken] }]
            };
          }
        }
        return null;
      }
      atIndentedComment(start, indent) {
        if (this.type !== "comment")
          return false;
        if (this.indent <= indent)
          return false;
        return start.every((st) => st.type === "newline" || st.type === "space");
      }
      *documentEnd(docEnd) {
        if (this.type !== "doc-mode") {
          if (docEnd.end)
            docEnd.end.push(this.sourceToken);
          else
            docEnd.end = [this.sourceToken];
          if (this.type === "newline")
            yield* this.pop();
        }
      }
      *lineEnd(token) {
        switch (this.type) {
          case "comma":
          case "doc-start":
          case "doc-end":
          case "flow-seq-end":
          case "flow-map-end":
          case "map-value-ind":
            yield* this.pop();
            yield* this.step();
            break;
          case "newline":
            this.onKeyLine = false;
          // fallthrough
          case "space":
          case "comment":
          default:
            if (token.end)
              token.end.push(this.sourceToken);
            else
              token.end = [this.sourceToken];
            if (this.type === "newline")
              yield* this.pop();
        }
      }
    };
    exports.Parser = Parser;
  }
});

// node_modules/yaml/dist/public-api.js
var require_public_api = __commonJS({
  "node_modules/yaml/dist/public-api.js"(exports) {
    "use strict";
    var composer = require_composer();
    var Document = require_Document();
    var errors = require_errors();
    var log = require_log();
    var identity = require_identity();
    var lineCounter = require_line_counter();
    var parser = require_parser();
    function parseOptions(options) {
      const prettyErrors = options.prettyErrors !== false;
      const lineCounter$1 = options.lineCounter || prettyErrors && new lineCounter.LineCounter() || null;
      return { lineCounter: lineCounter$1, prettyErrors };
    }
    function parseAllDocuments2(source, options = {}) {
      const { lineCounter: lineCounter2, prettyErrors } = parseOptions(options);
      const parser$1 = new parser.Parser(lineCounter2?.addNewLine);
      const composer$1 = new composer.Composer(options);
      const docs = Array.from(composer$1.compose(parser$1.parse(source)));
      if (prettyErrors && lineCounter2)
        for (const doc of docs) {
          doc.errors.forEach(errors.prettifyError(source, lineCounter2));
          doc.warnings.forEach(errors.prettifyError(source, lineCounter2));
        }
      if (docs.length > 0)
        return docs;
      return Object.assign([], { empty: true }, composer$1.streamInfo());
    }
    function parseDocument(source, options = {}) {
      const { lineCounter: lineCounter2, prettyErrors } = parseOptions(options);
      const parser$1 = new parser.Parser(lineCounter2?.addNewLine);
      const composer$1 = new composer.Composer(options);
      let doc = null;
      for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) {
        if (!doc)
          doc = _doc;
        else if (doc.options.logLevel !== "silent") {
          doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), "MULTIPLE_DOCS", "Source contains multiple documents; please use YAML.parseAllDocuments()"));
          break;
        }
      }
      if (prettyErrors && lineCounter2) {
        doc.errors.forEach(errors.prettifyError(source, lineCounter2));
        doc.warnings.forEach(errors.prettifyError(source, lineCounter2));
      }
      return doc;
    }
    function parse(src, reviver, options) {
      let _reviver = void 0;
      if (typeof reviver === "function") {
        _reviver = reviver;
      } else if (options === void 0 && reviver && typeof reviver === "object") {
        options = reviver;
      }
      const doc = parseDocument(src, options);
      if (!doc)
        return null;
      doc.warnings.forEach((warning) => log.warn(doc.options.logLevel, warning));
      if (doc.errors.length > 0) {
        if (doc.options.logLevel !== "silent")
          throw doc.errors[0];
        else
          doc.errors = [];
      }
      return doc.toJS(Object.assign({ reviver: _reviver }, options));
    }
    function stringify(value, replacer, options) {
      let _replacer = null;
      if (typeof replacer === "function" || Array.isArray(replacer)) {
        _replacer = replacer;
      } else if (options === void 0 && replacer) {
        options = replacer;
      }
      if (typeof options === "string")
        options = options.length;
      if (typeof options === "number") {
        const indent = Math.round(options);
        options = indent < 1 ? void 0 : indent > 8 ? { indent: 8 } : { indent };
      }
      if (value === void 0) {
        const { keepUndefined } = options ?? replacer ?? {};
        if (!keepUndefined)
          return void 0;
      }
      if (identity.isDocument(value) && !_replacer)
        return value.toString(options);
      return new Document.Document(value, _replacer, options).toString(options);
    }
    exports.parse = parse;
    exports.parseAllDocuments = parseAllDocuments2;
    exports.parseDocument = parseDocument;
    exports.stringify = stringify;
  }
});

// node_modules/yaml/dist/index.js
var require_dist = __commonJS({
  "node_modules/yaml/dist/index.js"(exports) {
    "use strict";
    var composer = require_composer();
    var Document = require_Document();
    var Schema = require_Schema();
    var errors = require_errors();
    var Alias = require_Alias();
    var identity = require_identity();
    var Pair = require_Pair();
    var Scalar = require_Scalar();
    var YAMLMap = require_YAMLMap();
    var YAMLSeq = require_YAMLSeq();
    var cst = require_cst();
    var lexer = require_lexer();
    var lineCounter = require_line_counter();
    var parser = require_parser();
    var publicApi = require_public_api();
    var visit2 = require_visit();
    exports.Composer = composer.Composer;
    exports.Document = Document.Document;
    exports.Schema = Schema.Schema;
    exports.YAMLError = errors.YAMLError;
    exports.YAMLParseError = errors.YAMLParseError;
    exports.YAMLWarning = errors.YAMLWarning;
    exports.Alias = Alias.Alias;
    exports.isAlias = identity.isAlias;
    exports.isCollection = identity.isCollection;
    exports.isDocument = identity.isDocument;
    exports.isMap = identity.isMap;
    exports.isNode = identity.isNode;
    exports.isPair = identity.isPair;
    exports.isScalar = identity.isScalar;
    exports.isSeq = identity.isSeq;
    exports.Pair = Pair.Pair;
    exports.Scalar = Scalar.Scalar;
    exports.YAMLMap = YAMLMap.YAMLMap;
    exports.YAMLSeq = YAMLSeq.YAMLSeq;
    exports.CST = cst;
    exports.Lexer = lexer.Lexer;
    exports.LineCounter = lineCounter.LineCounter;
    exports.Parser = parser.Parser;
    exports.parse = publicApi.parse;
    exports.parseAllDocuments = publicApi.parseAllDocuments;
    exports.parseDocument = publicApi.parseDocument;
    exports.stringify = publicApi.stringify;
    exports.visit = visit2.visit;
    exports.visitAsync = visit2.visitAsync;
  }
});

// src/core/policy/file/yaml-source.ts
var import_yaml = __toESM(require_dist(), 1);

// src/core/git/path-facts.ts
var ignored = new RegExp("[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]|\\p{Variation_Selector}", "gu");
function canonicalPath(path) {
  return path.replace(ignored, "").normalize("NFKC").toUpperCase().toLowerCase().normalize("NFC");
}
var roles = [
  ["workflow", /^\.github\/(?:workflows|actions)(?:\/|$)/],
  ["policy", /^\.github\/cursor-guard\.ya?ml$/],
  ["code-owners", /^(?:\.github\/|docs\/)?codeowners$/],
  ["agent-settings", /^(?:.+\/)?(?:\.cursor(?:\/|$)|\.cursorrules$)/],
  ["submodules", /^\.gitmodules$/]
];
function rolesOf(path) {
  const canonical = canonicalPath(path);
  return roles.filter(([, pattern2]) => pattern2.test(canonical)).map(([role]) => role);
}
function isGitFile(path) {
  const name = canonicalPath(path).split("/").at(-1) ?? "";
  return /^\.(?:gitattributes|gitmodules|gitignore|mailmap)$/.test(name);
}
function linkProblem(path, target) {
  const plain2 = target.replaceAll("\\", "/");
  if (plain2.startsWith("/") || /^[A-Za-z]:/.test(plain2)) return "points to an absolute path";
  if (plain2.startsWith("~")) return "points to a home folder";
  const folder = path.split("/").slice(0, -1);
  for (const part of plain2.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") folder.push(part);
    else if (folder.pop() === void 0) return "points out of the repository";
  }
  const reaches = folder.some((part) => canonicalPath(part) === ".git");
  return reaches ? "points into the .git folder" : void 0;
}
function parseGitmodules(text) {
  const entries = [];
  let current;
  const lines = text.replace(/^\ufeff/, "").replace(/\\\r?\n/g, "");
  for (const line2 of lines.split(/\r?\n/)) {
    const rest = line2.trim();
    if (rest === "" || rest.startsWith("#") || rest.startsWith(";")) continue;
    const section2 = /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)$/.exec(rest);
    const setting = section2 === null ? rest : section2[3] ?? "";
    if (section2 !== null) {
      const isSubmodule = section2[1]?.toLowerCase() === "submodule";
      current = isSubmodule ? { name: (section2[2] ?? "").replace(/\\(.)/g, "$1") } : void 0;
      if (current !== void 0) entries.push(current);
    }
    if (setting === "" || setting.startsWith("#") || setting.startsWith(";")) continue;
    const pair = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$/.exec(setting);
    if (pair === null) return void 0;
    const value = readValue(pair[2] ?? "");
    if (value === void 0) return void 0;
    const key = pair[1]?.toLowerCase();
    if (current === void 0 || key !== "url" && key !== "path" && key !== "update") continue;
    if (current[key] !== void 0) {
      current = { name: current.name };
      entries.push(current);
    }
    current[key] = value;
  }
  return entries;
}
function readValue(text) {
  const escapes = { n: "\n", t: "	", b: "\b", '"': '"', "\\": "\\" };
  let value = "";
  let kept = 0;
  let quoted2 = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') quoted2 = !quoted2;
    else if (character === "\\") {
      at += 1;
      const meant = escapes[text.charAt(at)];
      if (meant === void 0) return void 0;
      value += meant;
    } else if (!quoted2 && (character === "#" || character === ";")) break;
    else value += character;
    if (quoted2 || !/\s/.test(character)) kept = value.length;
  }
  return quoted2 ? void 0 : value.slice(0, kept);
}
function submoduleUrlProblem(url) {
  if (url.startsWith("-")) return "an address that starts with a hyphen is taken for an option";
  if (/[\u0000-\u001f\u007f]/.test(url)) return "an address holds a control character";
  if (/^\.\.?(?:\/|$)/.test(url)) return void 0;
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url)?.[1];
  if (helper !== void 0) return `${helper}:: runs a program of that name`;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (scheme === "https") return void 0;
  if (scheme === "ssh") return /^ssh:\/\/(?:[^@/]*@)?-/i.test(url) ? optionHost : void 0;
  if (scheme !== void 0) return `${scheme}:// is neither https:// nor a relative path`;
  const host = /^([^/:]+):(?!\/\/)/.exec(url)?.[1];
  if (host === void 0) return "a path of the machine is neither https:// nor relative";
  return /(?:^|@)-/.test(host) ? optionHost : void 0;
}
var optionHost = "a host that starts with a hyphen is taken for an option";
var hidden = new RegExp("[\\u202a-\\u202e\\u2066-\\u2069]|[\\u00ad\\u200b\\u200c\\u200e\\u200f\\u061c\\u180e\\u2060-\\u2064\\u206a-\\u206f]|(?<!^)\\ufeff|(?<!\\p{Extended_Pictographic}|\\ufe0f|[\\u{1f3fb}-\\u{1f3ff}])\\u200d|\\u200d(?!\\p{Extended_Pictographic})|[\\u{e0001}-\\u{e007f}](?<!\\u{1f3f4}[\\u{e0020}-\\u{e007f}]{1,8})", "gu");
var codePointName = (text) => `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
var maxHidden = 100;
function hiddenCharacters(text) {
  const found2 = [];
  let line2 = 1;
  let lineStart = 0;
  for (const match of text.matchAll(hidden)) {
    for (let end2 = text.indexOf("\n", lineStart); end2 !== -1 && end2 < match.index; ) {
      line2 += 1;
      lineStart = end2 + 1;
      end2 = text.indexOf("\n", lineStart);
    }
    const point = match[0].codePointAt(0) ?? 0;
    const end = text.indexOf("\n", match.index);
    found2.push({
      code: codePointName(match[0]),
      kind: isDirection(point) ? "direction" : "invisible",
      line: line2,
      column: match.index - lineStart + 1,
      text: text.slice(lineStart, end === -1 ? void 0 : end)
    });
    if (found2.length === maxHidden) break;
  }
  return found2;
}
var isDirection = (point) => point >= 8234 && point <= 8238 || point >= 8294 && point <= 8297;

// src/core/policy/file/yaml-source.ts
var maxFileBytes = 262144;
var maxNesting = 32;
function readYaml(bytes) {
  if (bytes.length > maxFileBytes) {
    return atStart(`the file has more than ${maxFileBytes} bytes, and no policy needs as many`);
  }
  const text = decode(bytes);
  if (typeof text !== "string") return [text];
  const surprising = findSurprise(text);
  if (surprising !== void 0) return [surprising];
  if (isBracketBomb(text)) throw new RangeError("nested");
  return readText(text);
}
var maxOpenBrackets = 2e3;
var nestedDashes = /(?:[-?:] +){40}/;
function isBracketBomb(text) {
  let open4 = 0;
  for (const character of text.match(/[[\]{}]/g) ?? []) {
    open4 += character === "[" || character === "{" ? 1 : -1;
    if (open4 > maxOpenBrackets) return true;
  }
  return nestedDashes.test(text);
}
var atStart = (message) => [{ line: 1, column: 1, message }];
function readText(text) {
  const lines = new import_yaml.LineCounter();
  const place = (offset) => {
    const { line: line2, col } = lines.linePos(offset);
    return { line: Math.max(line2, 1), column: Math.max(col, 1) };
  };
  const documents = (0, import_yaml.parseAllDocuments)(text, {
    lineCounter: lines,
    // Compares every key with every other; a file of 50,000 keys would take a minute.
    uniqueKeys: false,
    strict: true,
    prettyErrors: false
  });
  if (!Array.isArray(documents) || documents.length === 0) return atStart("the file is empty");
  const [document, second] = documents;
  if (second !== void 0) {
    const start = place(second.contents?.range?.[0] ?? second.range[0]);
    return [{ ...start, message: "a second document starts here; expected one" }];
  }
  if (hasDirective(document)) return atStart("a line that starts with %; leave it out");
  const broken = structureMistake(document, place);
  const tricks = findTricks(document, place);
  const mistakes = broken === void 0 ? tricks : [...tricks.filter(isBefore(broken)), broken];
  if (mistakes.length > 0) return mistakes;
  if (!(0, import_yaml.isMap)(document.contents)) return atStart('expected keys and values, such as "version: 1"');
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    has: (path) => path.length === 0 || document.hasIn(path),
    placeOf: (path) => place(offsetOf(document, path)),
    placeOfKey: (path, key) => place(keyOffset(document, path, key))
  };
}
var hasDirective = ({ directives }) => directives.yaml.explicit === true || Object.keys(directives.tags).length > 1;
var firstLine = (message) => message.split("\n", 1)[0] ?? message;
var isBefore = (end) => ({ line: line2, column }) => line2 < end.line || line2 === end.line && column < end.column;
function structureMistake(document, place) {
  const [first] = [...document.errors, ...document.warnings].filter(({ code }) => code !== "TAG_RESOLVE_FAILED" && code !== "BAD_ALIAS").sort((a, b) => a.pos[0] - b.pos[0]);
  return first && { ...place(first.pos[0]), message: firstLine(first.message) };
}
function findTricks(document, place) {
  const mistakes = [];
  const add = (node, message) => mistakes.push({ ...place(node.range?.[0] ?? 0), message });
  (0, import_yaml.visit)(document, {
    Map(_, { items }) {
      const seen = /* @__PURE__ */ new Set();
      for (const { key } of items) {
        if (!(0, import_yaml.isScalar)(key)) continue;
        if (seen.has(key.value)) add(key, "this key is there twice");
        seen.add(key.value);
      }
    },
    Pair(_, pair) {
      if (!(0, import_yaml.isScalar)(pair.key) || typeof pair.key.value !== "string") {
        add((0, import_yaml.isNode)(pair.key) ? pair.key : pair.value, "expected a plain word as key");
      }
    },
    Node(_, node, path) {
      if (path.length > maxNesting) {
        throw new RangeError("nested");
      }
      if ((0, import_yaml.isAlias)(node)) add(node, aliasText(node, document));
      else if (node.anchor !== void 0)
        add(node, "an anchor; write the value out where it is used");
      else if (node.tag?.startsWith("!") === true) {
        add(node, `a tag; put text that starts with ! in quotes, as in "${node.tag}"`);
      } else if (node.tag !== void 0) add(node, "a tag; leave it out");
      return void 0;
    }
  });
  return mistakes;
}
function aliasText({ source }, document) {
  let isAnchored = false;
  (0, import_yaml.visit)(document, {
    Node(_, node) {
      if (!(0, import_yaml.isAlias)(node) && node.anchor === source) isAnchored = true;
      return isAnchored ? import_yaml.visit.BREAK : void 0;
    }
  });
  return isAnchored ? "an alias; write the value out" : `put text that starts with * in quotes, as in "*${source}"`;
}
function offsetOf(document, path) {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if ((0, import_yaml.isNode)(node) && node.range) return node.range[0];
  }
  return 0;
}
function keyOffset(document, path, key) {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = (0, import_yaml.isMap)(map) ? map.items.find((item) => (0, import_yaml.isScalar)(item.key) && item.key.value === key) : void 0;
  const range = (0, import_yaml.isScalar)(pair?.key) ? pair.key.range : void 0;
  return range?.[0] ?? offsetOf(document, path);
}
function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return findInvalidByte(bytes);
  }
}
function findInvalidByte(bytes) {
  let start = 0;
  for (let line2 = 1; ; line2++) {
    const end = bytes.indexOf(10, start);
    const slice = bytes.subarray(start, end === -1 ? void 0 : end + 1);
    const valid = validPrefix(slice);
    if (valid < slice.length || end === -1) {
      return { line: line2, column: valid + 1, message: "invalid UTF-8; save the file as UTF-8" };
    }
    start = end + 1;
  }
}
function validPrefix(bytes) {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let characters = 0;
  try {
    for (const byte of bytes)
      characters += decoder.decode(Uint8Array.of(byte), { stream: true }).length;
    decoder.decode();
    return Math.max(characters, bytes.length);
  } catch {
    return characters;
  }
}
var controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|\r(?!\n)/;
function findSurprise(text) {
  const found2 = controls.exec(text);
  if (found2 === null) {
    const [hidden2] = hiddenCharacters(text);
    if (hidden2 === void 0) return void 0;
    return { line: hidden2.line, column: hidden2.column, message: surprise(hidden2.code) };
  }
  const before = text.slice(0, found2.index).split("\n");
  const code = found2[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { line: before.length, column, message: surprise(`U+${code}`) };
}
var surprise = (code) => `an invisible control character (${code}); remove it`;

// src/core/policy/file/file-trouble.ts
var policyPath = ".github/cursor-guard.yml";
var sentences = {
  symlink: "this is a link; expected the file itself, so that what counts is what is reviewed",
  submodule: "this is a submodule; expected a file",
  directory: "this is a folder; expected a file",
  "too-large": `the file has more than ${maxFileBytes} bytes, and no policy needs as many`,
  forbidden: 'the App may not read it; grant the permission "Contents: read"',
  unseen: "the App cannot see the repository it belongs to; add that to the installation"
};
function readProblem(problem) {
  const found2 = /^.*?:(\d{1,7}):(\d{1,7}): (.*?): (.*)$/s.exec(problem);
  if (found2 === null) return void 0;
  const [, line2, column, key = "", text = ""] = found2;
  return { line: Number(line2), column: Number(column), key, text };
}

// src/core/policy/decision.ts
var verdicts = ["allow", "warn", "mask", "hold", "deny"];
function stricter(a, b) {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b;
}

// src/core/policy/judge/glob.ts
var maxGlobLength = 500;
var maxAlternatives = 64;
var anyRun = /* @__PURE__ */ Symbol("*");
var anyOne = /* @__PURE__ */ Symbol("?");
function globProblem(pattern2) {
  const read = readGlob(pattern2);
  return "problem" in read ? read.problem : void 0;
}
function readGlob(pattern2) {
  if (pattern2.length === 0) return { problem: "is empty" };
  if (pattern2.length > maxGlobLength)
    return { problem: `is longer than ${maxGlobLength} characters` };
  if (/(?<!\\)\[[!^]?(?:[^\]\\]-[^\]\\])+[^\]]?\]/.test(pattern2)) {
    return {
      problem: "has a character class, which is not supported: use ? or *, or \\[ for a bracket"
    };
  }
  const expanded = expandBraces(tokenize(pattern2));
  if (expanded === "unbalanced")
    return { problem: "has an opening brace without its closing brace" };
  if (expanded === "too-many")
    return { problem: `spells out more than ${maxAlternatives} alternatives` };
  return { alternatives: expanded };
}
var open = /* @__PURE__ */ Symbol("{");
var close = /* @__PURE__ */ Symbol("}");
var comma = /* @__PURE__ */ Symbol(",");
var special = /* @__PURE__ */ new Map([
  ["*", anyRun],
  ["?", anyOne],
  ["{", open],
  ["}", close],
  [",", comma]
]);
function tokenize(pattern2) {
  const tokens = [];
  for (let index = 0; index < pattern2.length; index++) {
    const character = pattern2.charAt(index);
    if (character === "\\" && index + 1 < pattern2.length) tokens.push(pattern2.charAt(++index));
    else tokens.push(special.get(character) ?? character);
  }
  return tokens;
}
var literalOf = (token) => token === open ? "{" : token === close ? "}" : token === comma ? "," : token;
function expandBraces(tokens) {
  const finished = [];
  const pending = [tokens];
  for (let next = pending.shift(); next !== void 0; next = pending.shift()) {
    const group = firstGroup(next);
    if (group === "unbalanced") return "unbalanced";
    if (group === void 0) finished.push(next.map(literalOf));
    else pending.push(...group);
    if (finished.length + pending.length > maxAlternatives) return "too-many";
  }
  return finished;
}
function firstGroup(tokens) {
  const start = tokens.indexOf(open);
  if (start === -1) return void 0;
  const parts = [[]];
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === open && depth++ === 0) continue;
    if (token === close && --depth === 0) {
      const before = tokens.slice(0, start);
      const after = tokens.slice(index + 1);
      if (parts.length > 1) return parts.map((part) => [...before, ...part, ...after]);
      return [[...before, "{", ...parts[0] ?? [], "}", ...after]];
    }
    if (token === comma && depth === 1) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return "unbalanced";
}
function compileGlob(pattern2, kind) {
  const read = readGlob(pattern2);
  if ("problem" in read) throw new RangeError(`the pattern ${pattern2} ${read.problem}`);
  const compile = kind === "path" ? compilePath : (tokens) => compileRuns(runsOf(tokens));
  const [first, ...others] = read.alternatives.map(compile);
  if (first === void 0) return () => false;
  if (others.length === 0) return first;
  return (value) => first(value) || others.some((match) => match(value));
}
function runsOf(tokens) {
  const runs = [{ pieces: [""], length: 0 }];
  for (const token of tokens) {
    const run = runs.at(-1);
    if (token === anyRun) runs.push({ pieces: [""], length: 0 });
    else if (token === anyOne) run.pieces.push("");
    else run.pieces.push(`${run.pieces.pop() ?? ""}${token}`);
    if (token !== anyRun) run.length += token === anyOne ? 1 : token.length;
  }
  return runs;
}
function compileRuns(runs) {
  const [first, ...rest] = runs;
  const last = rest.pop();
  if (last === void 0) {
    const [only] = first.pieces;
    if (first.pieces.length === 1) return (value) => value === only;
    return (value) => value.length === first.length && runAt(first, value, 0);
  }
  return (value) => {
    const end = value.length - last.length;
    if (end < first.length || !runAt(first, value, 0) || !runAt(last, value, end)) return false;
    let from = first.length;
    for (const run of rest) {
      const found2 = findRun(run, value, from);
      if (found2 === -1) return false;
      from = found2 + run.length;
    }
    return from <= end;
  };
}
function runAt(run, value, start) {
  let at = start;
  for (const piece of run.pieces) {
    if (!value.startsWith(piece, at)) return false;
    at += piece.length + 1;
  }
  return at - 1 <= value.length;
}
function findRun(run, value, from) {
  if (run.pieces.length === 1) return value.indexOf(run.pieces[0] ?? "", from);
  for (let at = from; at + run.length <= value.length; at++) if (runAt(run, value, at)) return at;
  return -1;
}
function compilePath(tokens) {
  const segments = splitSegments(tokens);
  const groups = [[]];
  for (const segment of segments) {
    const isGlobstar = segment.length === 2 && segment.every((token) => token === anyRun);
    if (isGlobstar) groups.push([]);
    else groups.at(-1)?.push(compileRuns(runsOf(segment)));
  }
  const [first, ...rest] = groups;
  const last = rest.pop();
  const { prefix, suffix } = literalEnds(tokens);
  return (value) => value.startsWith(prefix) && value.endsWith(suffix) && matchSegments(value.split("/"), first, rest, last);
}
function literalEnds(tokens) {
  const isWild = (token) => typeof token !== "string";
  const start = tokens.findIndex(isWild);
  const end = tokens.findLastIndex(isWild);
  if (start === -1) return { prefix: tokens.join(""), suffix: "" };
  return {
    prefix: tokens.slice(0, start).join("").replace(/\/$/, ""),
    suffix: tokens.slice(end + 1).join("").replace(/^\//, "")
  };
}
function matchSegments(value, first, middle, last) {
  if (last === void 0) return value.length === first.length && groupAt(first, value, 0);
  const end = value.length - last.length;
  if (end < first.length || !groupAt(first, value, 0) || !groupAt(last, value, end)) return false;
  let from = first.length;
  for (const group of middle) {
    while (from + group.length <= end && !groupAt(group, value, from)) from++;
    from += group.length;
    if (from > end) return false;
  }
  return true;
}
var groupAt = (group, value, at) => group.every((match, index) => match(value[at + index] ?? ""));
function splitSegments(tokens) {
  const segments = [[]];
  for (const token of tokens) {
    if (token === "/") segments.push([]);
    else segments.at(-1)?.push(token);
  }
  return segments;
}

// src/core/policy/judge/match.ts
function toText(value) {
  if (isAscii(value)) return { exact: value, folded: value.toLowerCase() };
  return { exact: value.normalize("NFC"), folded: fold(value) };
}
var isAscii = (value) => /^[\x00-\x7f]*$/.test(value);
var fold = (value) => isAscii(value) ? value.toLowerCase() : value.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
function compileList(patterns, read) {
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2)).map((pattern2) => read(fold(pattern2), "folded"));
  const excluded = patterns.filter(isExclusion).map((pattern2) => read(pattern2.slice(1).normalize("NFC"), "exact"));
  return ({ exact, folded }) => (positive.length === 0 || positive.some((match) => match(folded))) && !excluded.some((match) => match(exact));
}
var isExclusion = (pattern2) => pattern2.startsWith("!");
var globReader = (kind) => (pattern2) => compileGlob(pattern2, kind);
var compilePlain = (patterns) => compileList(patterns, globReader("plain"));
var compilePaths = (patterns) => compileList(patterns, globReader("path"));
var defaultBranchToken = "~DEFAULT_BRANCH";
var allToken = "~ALL";
function compileRefs(patterns) {
  const bare = patterns.map((pattern2) => pattern2.replace(/^!/, ""));
  const asksDefault = bare.some((pattern2) => pattern2 === defaultBranchToken);
  const withDefault = /* @__PURE__ */ new Map();
  const listFor = (defaultBranch) => {
    const known = withDefault.get(defaultBranch);
    if (known !== void 0) return known;
    const list = compileList(patterns, (pattern2, form2) => refMatch(pattern2, form2, defaultBranch));
    if (withDefault.size < 16) withDefault.set(defaultBranch, list);
    return list;
  };
  return (text, defaultBranch) => {
    if (!asksDefault) return yesOrNo(listFor(void 0)(text));
    if (defaultBranch !== void 0) return yesOrNo(listFor(defaultBranch)(text));
    const [same, other] = [listFor(text.exact)(text), listFor("")(text)];
    return same === other ? yesOrNo(same) : "unknown";
  };
}
var yesOrNo = (holds) => holds ? "yes" : "no";
var fullRef = (ref) => ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
function refMatch(pattern2, form2, defaultBranch) {
  const token = pattern2.toUpperCase();
  if (token === allToken) return () => true;
  if (token !== defaultBranchToken) return compileGlob(fullRef(pattern2), "path");
  const wanted = toText(fullRef(defaultBranch ?? ""))[form2];
  return (ref) => ref === wanted;
}
function compileHosts(patterns) {
  const list = compilePlain(patterns.map((pattern2) => pattern2.toLowerCase()));
  return (host, port) => list(toText(hostText(host, port)));
}
function compileAllowedHosts(patterns) {
  return patterns.every(isExclusion) ? () => false : compileHosts(patterns);
}
var hostText = (host, port) => {
  const bare = host.toLowerCase().replace(/\.$/, "").replace(/^\[(.*)\]$/, "$1");
  return `${bare.includes(":") ? `[${bare}]` : bare}:${port}`;
};
function hostProblem(pattern2) {
  const problem = globProblem(pattern2);
  if (problem !== void 0) return problem;
  const split = /^(\[[^\]]*\]|[^:[\]/\s]+):(\*|\d{1,5}|\{[\d,]+\})$/.exec(pattern2);
  if (split === null) return 'is not host:port, such as "example.com:443" or "*.example.com:*"';
  const ports = split[2]?.match(/\d+/g) ?? [];
  if (ports.some((port) => Number(port) < 1 || Number(port) > 65535))
    return "has an impossible port";
  return void 0;
}

// src/core/policy/subjects/here-text.ts
function hereText({ operator, delimiter, body }) {
  if (body.parts !== void 0) return void 0;
  const text = operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text;
  return delimiter?.quoted === false ? text.replace(/\\(?:\n|([\\$`]))/g, "$1") : text;
}
function catText(part) {
  if (part.type !== "CommandExpansion" || part.script?.commands.length !== 1) return void 0;
  const command = part.script.commands[0]?.command;
  if (command?.type !== "Command" || command.prefix.length > 0) return void 0;
  const [input, ...more] = command.suffix;
  if (command.name?.text !== "cat" || input?.type !== "HereDoc" || more.length > 0) return void 0;
  if (input.descriptor !== void 0) return void 0;
  return hereText(input)?.replace(/\n+$/, "");
}

// src/core/policy/subjects/shell-word.ts
var segmentRun = /* @__PURE__ */ Symbol("[^/]*");
var isGap = (token) => token === anyRun || token === segmentRun;
var maxShapeLength = 4096;
var knownWord = (text) => ({
  text,
  many: false,
  script: text,
  fromProcess: false
});
var anyGap = [anyRun];
var unknownWords = {
  shape: anyGap,
  many: true,
  script: '"$@"',
  fromProcess: false
};
var unknownWord = { ...unknownWords, many: false };
var isDynamic = ({ text }) => text === void 0;
var repeats = ({ many, pieces }) => many || pieces !== void 0;
function readShellWord(word, prefix = "") {
  if (word.parts === void 0 && !word.text.includes("~")) return knownWord(prefix + word.value);
  const { text, value, pos, end } = word;
  const parts = word.parts ?? [{ type: "Literal", text, value, pos, end }];
  const gaps = {
    shape: prefix.split(""),
    many: false,
    script: prefix,
    fromProcess: false,
    firstSplit: void 0,
    lastSplit: 0,
    isOnlyGaps: prefix === ""
  };
  for (const part of parts) addPart(gaps, part);
  const written = markTilde(gaps, prefix === "" ? parts[0] : void 0);
  if (gaps.shape.every((token) => typeof token === "string"))
    return { ...knownWord(gaps.shape.join("")), script: gaps.script };
  const read = shapedWord(gaps);
  return written === void 0 ? read : { ...read, written };
}
function shapedWord({ shape, many, script: script2, fromProcess, ...splits }) {
  const { firstSplit, lastSplit, isOnlyGaps } = splits;
  if (firstSplit === void 0)
    return { shape: shape.length > maxShapeLength ? [anyRun] : shape, many, script: script2, fromProcess };
  if (many || isOnlyGaps || shape.length > maxShapeLength)
    return { ...unknownWords, script: script2, fromProcess };
  const piece = (part) => ({ ...unknownWord, shape: part });
  const pieces = [
    piece(shape.slice(0, firstSplit + 1)),
    unknownWords,
    piece(shape.slice(lastSplit))
  ];
  return { shape, many, script: script2, fromProcess, pieces };
}
function addPart(gaps, part) {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      gaps.isOnlyGaps = false;
      for (const unit of part.value.split("")) gaps.shape.push(unit);
      gaps.script += part.value;
      return;
    case "DoubleQuoted":
    case "LocaleString":
      gaps.isOnlyGaps &&= part.parts.length > 0 && part.parts.every(isList);
      for (const child of part.parts) addQuoted(gaps, child);
      return;
    case "Glob":
      gaps.isOnlyGaps = false;
      gaps.shape.push(segmentRun);
      gaps.many = true;
      break;
    case "ExtendedGlob":
    case "BraceExpansion":
      gaps.many = true;
      addGap(gaps, part.parts?.some((inner) => inner.type !== "Literal") ?? false);
      break;
    default:
      addGap(gaps, part.type !== "ProcessSubstitution");
      gaps.fromProcess ||= part.type === "ProcessSubstitution";
  }
  gaps.script += part.text;
}
function addQuoted(gaps, part) {
  const text = catText(part);
  if (part.type === "Literal") addPart(gaps, part);
  else if (text !== void 0) {
    gaps.isOnlyGaps = false;
    gaps.shape.push(...text.split(""));
    gaps.script += text;
  } else {
    addGap(gaps, isList(part));
    gaps.script += part.text;
  }
}
function addGap(gaps, splits) {
  if (splits) {
    gaps.firstSplit ??= gaps.shape.length;
    gaps.lastSplit = gaps.shape.length;
  }
  gaps.isOnlyGaps &&= splits;
  gaps.shape.push(anyRun);
}
var isList = (part) => part.type === "SimpleExpansion" ? /^\$[@*]$/.test(part.text) : /^\$\{(?:[!=(]|.*[@*]|.*\[.*[$`])/s.test(part.text);
function markTilde(gaps, first) {
  if (first?.type !== "Literal") return void 0;
  const at = /^(?:[A-Za-z_]\w*=(?:[^\\]*?:)?)?~/.exec(first.text)?.[0].length;
  if (at === void 0) return void 0;
  const slash = first.text.includes(":~", at) ? -1 : gaps.shape.indexOf("/", at);
  const end = slash === -1 ? gaps.shape.length : slash;
  const written = [...gaps.shape];
  gaps.shape.splice(at - 1, end - at + 1, anyRun);
  if (gaps.firstSplit !== void 0) {
    gaps.firstSplit = Math.max(at - 1, gaps.firstSplit - (end - at));
    gaps.lastSplit = Math.max(at - 1, gaps.lastSplit - (end - at));
  }
  return written.length > maxShapeLength ? void 0 : written;
}
var couldBeOptions = ({ shape = [] }) => (shape[0] === "-" || shape[0] === "+" || isGap(shape[0])) && shape.slice(1).every((token) => isGap(token) || /^[0-9A-Za-z]$/.test(String(token)));
function withoutDirectory(word) {
  if (word.text !== void 0) return knownWord(word.text.slice(word.text.lastIndexOf("/") + 1));
  const shape = word.shape ?? [];
  const start = Math.max(shape.lastIndexOf("/") + 1, shape.lastIndexOf(anyRun));
  const base = shape.slice(start);
  const isKnown = base.length > 0 && base.every((token) => typeof token === "string");
  return isKnown ? knownWord(base.join("")) : { ...word, shape: base };
}
function canMatch(pattern2, shape) {
  const width = shape.length + 1;
  const reached = new Uint8Array((pattern2.length + 1) * width);
  reached[0] = 1;
  for (let p = 0; p <= pattern2.length; p++) {
    for (let s = 0; s < width; s++) {
      if (reached[p * width + s] !== 1) continue;
      const wanted = pattern2[p];
      const given = shape[s];
      const gap = isGap(given);
      const fits = wanted !== void 0 && !(given === segmentRun && wanted === "/");
      if (wanted === anyRun) reached[(p + 1) * width + s] = 1;
      if (gap || wanted === anyRun && given !== void 0) reached[p * width + s + 1] = 1;
      if (gap && fits) reached[(p + 1) * width + s] = 1;
      if (!gap && given !== void 0 && (wanted === anyOne || wanted === given)) {
        reached[(p + 1) * width + s + 1] = 1;
      }
    }
  }
  return reached[reached.length - 1] === 1;
}

// src/core/policy/subjects/option-grammar.ts
function optionGrammar(list, { negates = false } = {}) {
  const grammar = /* @__PURE__ */ new Map();
  for (const item of list.split(/\s+/).filter((one) => one !== "")) {
    const takes = item.endsWith("=") ? "value" : item.endsWith("?") ? "joined" : "nothing";
    const names = item.replace(/[=?]$/, "").split(",").map((name) => name.length === 1 ? `-${name}` : `--${name}`);
    for (const name of names) grammar.set(name, { names, takes });
  }
  if (!negates) return grammar;
  for (const name of [...grammar.keys()].filter((key) => key.startsWith("--"))) {
    const negation = name.startsWith("--no-") ? `--${name.slice(5)}` : `--no-${name.slice(2)}`;
    if (!grammar.has(negation)) grammar.set(negation, { names: [negation], takes: "nothing" });
  }
  return grammar;
}
function longOption(grammar, name) {
  const exact = grammar.get(name);
  if (exact !== void 0) return exact;
  const meant = /* @__PURE__ */ new Set();
  for (const [known, option] of grammar) if (known.startsWith(name)) meant.add(option);
  const [only] = meant;
  return meant.size === 1 ? only : void 0;
}
function readOption(grammar, text) {
  return text.startsWith("--") ? readLong(grammar, text) : readCluster(grammar, text);
}
function readLong(grammar, text) {
  const at = text.indexOf("=");
  const name = at === -1 ? text : text.slice(0, at);
  const option = longOption(grammar, name);
  if (at !== -1) return { given: [{ name, option, value: text.slice(at + 1) }], next: "argument" };
  const next = option === void 0 ? "either" : option.takes === "value" ? "value" : "argument";
  return { given: [{ name, option }], next };
}
function readCluster(grammar, text) {
  const given = [];
  let isSure = true;
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`;
    const option = grammar.get(name);
    const rest = text.slice(at + 1);
    if (option === void 0) isSure = false;
    if (option === void 0 || option.takes === "nothing") {
      given.push({ name, option });
      if (option === void 0 && rest === "") return { given, next: "either" };
      continue;
    }
    given.push(rest === "" ? { name, option } : { name, option, value: rest });
    if (rest !== "" || option.takes === "joined") return { given, next: "argument" };
    return { given, next: isSure ? "value" : "either" };
  }
  return { given, next: "argument" };
}
function readOptionShape(grammar, shape) {
  const end = shape.findIndex(isGap);
  const text = shape.slice(0, end).join("");
  if (text.startsWith("--")) {
    if (text.includes("=")) return { ...readLong(grammar, text), gap: "value" };
  } else if (text.length > 1) {
    const { given } = readCluster(grammar, text);
    const last = given.at(-1)?.option;
    const isValue = last !== void 0 && last.takes !== "nothing";
    if (isValue && given.every(({ option }) => option !== void 0)) {
      return { given, gap: "value", next: "argument" };
    }
    return {
      given: given.filter(({ option }) => option !== void 0),
      gap: "options",
      next: "either"
    };
  }
  return { given: [], gap: "options", next: shape.includes("=") ? "argument" : "either" };
}

// src/core/policy/subjects/flags.ts
var maxCluster = 6;
var spellings = {
  rm: { "-R": ["-r"], "--recursive": ["-r"], "--force": ["-f"] },
  chmod: { "--recursive": ["-R"] },
  chown: { "--recursive": ["-R"] },
  cp: { "-R": ["-r"], "--recursive": ["-r"], "--force": ["-f"] },
  git: { "--force": ["-f"], "--delete": ["-d"], "-D": ["-d", "-f"] }
};
function wantFlag(word, program) {
  const read = readGlob(word);
  return {
    atoms: atomsOf(word, program),
    match: compileGlob(word, "plain"),
    matchValued: compileGlob(`${word}=*`, "plain"),
    alternatives: "alternatives" in read ? read.alternatives : []
  };
}
function readFlags(given, program) {
  const words = /* @__PURE__ */ new Set();
  const atoms = /* @__PURE__ */ new Set();
  const addAtoms = (flag) => {
    for (const atom of atomsOf(flag, program)) atoms.add(atom);
  };
  for (const [index, { word, mayBeOption, mayBeValue, grammar }] of given.entries()) {
    const { text } = word;
    if (text === void 0 || !isOption(text) || !mayBeOption || mayBeValue) continue;
    const following = given[index + 1]?.word.text;
    words.add(text);
    if (grammar === void 0) {
      addAtoms(text);
      if (canJoin(text) && following !== void 0) words.add(`${text}=${following}`);
      continue;
    }
    for (const one of readOption(grammar, text).given) {
      const { option, value = option?.takes === "value" ? following : void 0 } = one;
      for (const name of namesOf(one)) {
        words.add(name);
        addAtoms(name);
        if (value !== void 0) words.add(`${name}=${value}`);
      }
    }
  }
  return { words: [...words], atoms };
}
var isOption = (text) => /^-./.test(text) && text !== "--";
var namesOf = ({ name, option }) => option?.names ?? [name];
var canJoin = (text) => /^--[^=]+$/.test(text);
function optionShapes(given, index) {
  const argument = given[index];
  if (argument === void 0) return [];
  const { word, mayBeOption, mayBeValue } = argument;
  if (word.pieces !== void 0)
    return mayBeOption || mayBeValue ? [{ shape: [anyRun], length: 1 }] : [];
  return [
    ...mayBeOption ? ownShapes(argument) : [],
    ...mayBeOption ? joinedShapes(argument, given[index + 1]) : [],
    ...valueShapes(given[index - 1], argument)
  ];
}
function ownShapes({ word, mayBeValue, grammar }) {
  const { text } = word;
  const shape = word.shape ?? (text ?? "").split("");
  const isUnsure = grammar !== void 0 && isLong(shape) && !shape.includes("=");
  if (text !== void 0) {
    const isAbbreviated = isUnsure && isOption(text) && readOption(grammar, text).given.some(({ option }) => option === void 0);
    if (!mayBeValue && !isAbbreviated) return [];
    return [{ shape: isAbbreviated ? [...shape, anyRun] : shape, length: 1 }];
  }
  if (grammar === void 0 || shape[0] !== "-" && !isGap(shape[0])) return [{ shape, length: 1 }];
  const { given, gap } = readOptionShape(grammar, shape);
  const last = given.at(-1);
  if (gap === "value" && last?.option !== void 0) {
    const start = shape.findIndex(isGap);
    return last.option.names.map((name) => ({
      shape: [...name, "=", ...last.value ?? "", ...shape.slice(start)],
      length: 1
    }));
  }
  return [{ shape: isUnsure ? [...shape, anyRun] : shape, length: 1 }];
}
var isLong = (shape) => shape[0] === "-" && shape[1] === "-";
function joinedShapes({ word, grammar }, next) {
  const { shape } = word;
  if (shape === void 0 || next === void 0 || shape.includes("=")) return [];
  if (shape[0] !== "-" && !isGap(shape[0])) return [];
  if (grammar !== void 0 && !next.mayBeValue) return [];
  const value = next.word.shape ?? (next.word.text ?? "").split("");
  return [{ shape: [...shape, "=", ...value], length: 2 }];
}
function valueShapes(previous, argument) {
  const name = previous?.word.text;
  const { shape } = argument.word;
  if (shape === void 0 || previous === void 0 || name === void 0) return [];
  if (previous.grammar === void 0) {
    return canJoin(name) ? [{ shape: [...name, "=", ...shape], length: 1 }] : [];
  }
  if (!argument.mayBeValue || !previous.mayBeOption || !/^-./.test(name)) return [];
  const last = readOption(previous.grammar, name).given.at(-1);
  return (last === void 0 ? [] : namesOf(last)).map((one) => ({
    shape: [...one, "=", ...shape],
    length: 1
  }));
}
function needsOf(flag, given, { program, words }) {
  if (isKnownFlag(flag, given)) return [];
  const asked2 = (shape) => flag.alternatives.some(
    (tokens) => canMatch(tokens, shape) || !tokens.includes("=") && canMatch([...tokens, "=", anyRun], shape)
  );
  const missing = flag.atoms.filter((atom) => !given.atoms.has(atom));
  return missing.map((atom) => {
    const spelled = spellingsOf(atom, program, words);
    return (shape) => asked2(shape) || spelled.some((name) => couldHold(name, shape));
  });
}
function spellingsOf(atom, program, words) {
  const same = Object.hasOwn(spellings, program) ? spellings[program] ?? {} : {};
  const spelled = Object.entries(same).flatMap(
    ([name, atoms]) => atoms.includes(atom) ? [name] : []
  );
  const own = words.at(-1)?.grammar?.get(atom)?.names ?? [];
  return [.../* @__PURE__ */ new Set([atom, ...spelled, ...own])];
}
var couldHold = (name, shape) => name.length === 2 ? couldBeOptions({ shape }) : canMatch([...name], shape);
var isKnownFlag = (flag, given) => flag.atoms.every((atom) => given.atoms.has(atom)) || given.words.some((word) => flag.match(word) || flag.matchValued(word));
function atomsOf(flag, program) {
  const same = Object.hasOwn(spellings, program) ? spellings[program] : void 0;
  const spelled = (atom) => same?.[atom] ?? [atom];
  if (!/^-[0-9A-Za-z]+$/.test(flag) || flag.length > maxCluster + 1) return spelled(flag);
  return [...flag.slice(1)].flatMap((letter) => spelled(`-${letter}`));
}

// src/core/policy/subjects/github-call.ts
var operations = ["query", "mutation", "subscription"];
function compileGithub(patterns) {
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2)).map(compileCall);
  const excluded = patterns.filter(isExclusion).map((pattern2) => compileCall(pattern2.slice(1)));
  return (call2) => {
    const included = positive.length === 0 ? "yes" : strongest(positive.map((match) => match(call2)));
    if (included === "no") return "no";
    const dropped = strongest(excluded.map((match) => match(call2)));
    if (dropped === "yes") return "no";
    return dropped === "unknown" ? "unknown" : included;
  };
}
var strongest = (outcomes) => outcomes.includes("yes") ? "yes" : outcomes.includes("unknown") ? "unknown" : "no";
function githubProblem(pattern2) {
  const [head, target, ...more] = pattern2.split(" ");
  if (head === void 0 || target === void 0 || more.length > 0) return expectation;
  if (isOperation(head)) {
    return target.startsWith("/") ? "gives a GraphQL operation a path" : globProblem(target);
  }
  if (!/^[A-Z*{},]+$/.test(head) || !target.startsWith("/")) return expectation;
  return globProblem(head) ?? globProblem(target);
}
var expectation = 'is neither a REST call such as "PUT /repos/*/*/pulls/*/merge" nor an operation such as "mutation mergePullRequest"';
var isOperation = (word) => operations.some((operation) => operation === word);
function compileCall(pattern2) {
  const [head = "", target = ""] = pattern2.split(" ");
  if (isOperation(head)) return compileOperation(head, target);
  const verb = compileGlob(fold(head), "plain");
  const path = compileRestPath(target);
  return (call2) => "path" in call2 && verb(fold(call2.verb)) ? path(call2.path) : "no";
}
function compileOperation(operation, name) {
  const match = compileGlob(name, "plain");
  return (call2) => {
    if (!("operation" in call2) || call2.operation !== operation) return "no";
    return call2.name === "unknown" ? name === "*" ? "yes" : "unknown" : yesOrNo(match(call2.name));
  };
}
function compileRestPath(pattern2) {
  const match = compileGlob(fold(pattern2), "path");
  return (path) => {
    const segments = restSegments(path);
    if (segments === void 0) return "unknown";
    if (segments[0] !== "repositories") return yesOrNo(match(`/${segments.join("/")}`));
    const alias = ["repos", ownerUnknown, nameUnknown, ...segments.slice(2)];
    if (match(`/${alias.join("/")}`) || match(`/${segments.join("/")}`)) return "yes";
    return beyondRepository(pattern2, segments);
  };
}
var ownerUnknown = "\0owner";
var nameUnknown = "\0name";
function beyondRepository(pattern2, segments) {
  const [, repos, owner, name, ...rest] = pattern2.split("/");
  if (repos !== "repos" || owner === void 0 || name === void 0) return "no";
  const beyond = compileGlob(fold(`/${rest.join("/")}`), "path");
  return beyond(`/${segments.slice(2).join("/")}`) ? "unknown" : "no";
}
function restSegments(path) {
  const bare = (path.split(/[?#]/, 1)[0] ?? "").replace(/^\/api\/v3(?=\/|$)/, "");
  const decoded = [];
  for (const raw of bare.split("/")) {
    const segment = decode2(raw);
    if (segment === void 0) return void 0;
    decoded.push(fold(segment).replaceAll("/", encodedSlash));
  }
  const segments = withoutDots(decoded);
  const start = nameStart(segments);
  const name = segments.slice(start).flatMap((segment) => segment.split(encodedSlash));
  return [...segments.slice(0, start), ...withoutDots(name)];
}
var encodedSlash = "";
function withoutDots(segments) {
  const kept = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return kept;
}
function nameStart(segments) {
  const collection = segments[0] === "repositories" ? 2 : 3;
  const [first, second = ""] = segments.slice(collection);
  if (first === "contents") return collection + 1;
  const isRef = first === "git" && ["ref", "refs", "matching-refs"].includes(second);
  return isRef ? collection + 2 : segments.length;
}
function decode2(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return void 0;
  }
}

// src/core/policy/subjects/word-pattern.ts
var order = ["no", "unknown", "yes"];
var weaker = (a, b) => order.indexOf(a) < order.indexOf(b) ? a : b;
function compileWord(word) {
  const read = readGlob(word);
  return {
    match: compileGlob(word, "plain"),
    alternatives: "alternatives" in read ? read.alternatives : [],
    isAny: word === "*",
    isMany: word === "**"
  };
}
function matchWord(pattern2, word) {
  const { text, shape = [], written = [] } = word;
  if (text !== void 0) return matchText(pattern2, text) ? "yes" : "no";
  if (pattern2.isAny && !word.many) return "yes";
  const known = written.every((token) => typeof token === "string") ? written.join("") : "";
  if (known !== "" && !repeats(word) && matchText(pattern2, known)) return "yes";
  const couldBe = (tokens) => [shape, written].some(
    (given) => canMatch(tokens, given) || isPath(given) && canMatch([...tokens, "/"], given) || tokens[0] === "/" && hasLooseFolders(given) || tokens[0] === "~" && given[0] === "~" && hasLooseFolders(given.slice(1))
  );
  return pattern2.alternatives.some(couldBe) ? "unknown" : "no";
}
var matchText = (pattern2, text) => pattern2.match(text) || pattern2.match(plainPath(text));
var isPath = (shape) => shape[0] === "/" || shape[0] === "~";
function hasLooseFolders(shape) {
  const text = shape.map((token) => typeof token === "string" ? token : gapMark).join("");
  return /^[/\0]/.test(text) && /\/\/|[/\0]\.{1,2}(?:[/\0]|$)/.test(text);
}
var gapMark = "\0";
function plainPath(text) {
  const home2 = /^~[^/]*(?=\/)/.exec(text)?.[0];
  if (home2 === void 0 && !text.startsWith("/")) return text;
  const segments = home2 === void 0 ? [] : [home2];
  const rest = text.slice(home2?.length);
  for (const segment of rest.split("/")) {
    if (segment === ".." && segments.length === 1 && home2 !== void 0) return text;
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return home2 === void 0 ? `/${segments.join("/")}` : segments.join("/");
}

// src/core/policy/subjects/match-operands.ts
var order2 = ["no", "unknown", "yes"];
function matchOperands(operands, words) {
  const slots = slotsOf(words);
  const reached = createReached(slots.length, operands.length);
  for (let s = 0; s <= slots.length; s++) {
    for (let o = 0; o <= operands.length; o++) {
      const outcome = reached.at(s, o);
      if (outcome !== "no") advance(reached, operands[o], slots, s, o, outcome);
    }
  }
  return reached.best();
}
function slotsOf(words) {
  const slots = [];
  for (const word of words) {
    const at = slots.length;
    const { pieces = [] } = word;
    slots.push({
      word,
      next: at + 1 + pieces.length,
      pieces: pieces.length > 0 ? at + 1 : void 0
    });
    for (const piece of pieces) {
      slots.push({ word: piece, next: slots.length + 1, pieces: void 0 });
    }
  }
  return slots;
}
function createReached(slots, operands) {
  const cells = new Uint8Array((slots + 1) * (operands + 1));
  const cell = (slot, operand) => slot * (operands + 1) + operand;
  cells[0] = 2;
  let best = operands === 0 ? 2 : 0;
  return {
    at: (slot, operand) => order2[cells[cell(slot, operand)] ?? 0] ?? "no",
    mark(slot, operand, outcome) {
      if (slot > slots || operand > operands) return;
      const index = cell(slot, operand);
      cells[index] = Math.max(cells[index] ?? 0, order2.indexOf(outcome));
      if (operand === operands) best = Math.max(best, order2.indexOf(outcome));
    },
    best: () => order2[best] ?? "no"
  };
}
function advance(reached, operand, slots, s, o, outcome) {
  const slot = slots[s];
  if (operand?.isMany === true) reached.mark(s, o + 1, outcome);
  if (slot === void 0 || operand === void 0) return;
  const { word, next, pieces } = slot;
  if (pieces !== void 0) reached.mark(pieces, o, "unknown");
  const kind = optionKind(word);
  if (kind !== "no") passOption(reached, slots, slot, o, weaker(outcome, kind));
  if (kind === "yes") return;
  if (operand.isMany) reached.mark(next, o, outcome);
  const matched = weaker(outcome, matchWord(operand, word));
  if (matched !== "no") {
    reached.mark(next, o + 1, matched);
    if (word.many) reached.mark(s, o + 1, "unknown");
  }
  if (word.many) reached.mark(next, o, "unknown");
}
function passOption(reached, slots, { word, next }, o, outcome) {
  reached.mark(next, o, outcome);
  const value = slots[next];
  if (value === void 0 || word.text === "--" || holdsValue(word)) return;
  const kind = optionKind(value.word);
  if (kind === "yes") return;
  reached.mark(value.next, o, kind === "no" ? outcome : "unknown");
  if (value.pieces !== void 0) reached.mark(value.pieces + 1, o, "unknown");
}
var holdsValue = ({ text, shape }) => text?.includes("=") ?? shape?.includes("=") ?? false;
function optionKind({ text, shape }) {
  if (text !== void 0) return text.length > 1 && text.startsWith("-") ? "yes" : "no";
  const first = shape?.[0];
  return first === "-" ? "yes" : isGap(first) ? "unknown" : "no";
}

// src/core/policy/subjects/git-options.ts
var gitGlobals = optionGrammar(
  `C= c= git-dir= work-tree= namespace= config-env= super-prefix= attr-source= exec-path? list-cmds?
  p,paginate P,no-pager v,version h,help bare no-replace-objects literal-pathspecs glob-pathspecs
  noglob-pathspecs icase-pathspecs no-optional-locks no-lazy-fetch no-advice html-path man-path
  info-path`
);
var dates = "committer-date-is-author-date";
var merging = `s,strategy= X,strategy-option= S,gpg-sign? signoff rerere-autoupdate autostash`;
var picking = `quit continue abort skip cleanup= n,no-commit e,edit s,signoff m,mainline=
  rerere-autoupdate strategy= X,strategy-option= S,gpg-sign?`;
var fetching = `v,verbose q,quiet all set-upstream a,append atomic upload-pack= f,force t,tags
  j,jobs= p,prune recurse-submodules? dry-run k,keep progress depth= shallow-since=
  shallow-exclude= deepen= unshallow update-shallow refmap= o,server-option= 4,ipv4 6,ipv6
  negotiation-tip= show-forced-updates`;
var restoring = `overlay q,quiet recurse-submodules? progress m,merge conflict= 2,ours 3,theirs
  p,patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul`;
var switching = `guess q,quiet recurse-submodules? progress m,merge conflict= d,detach t,track?
  f,force orphan= overwrite-ignore ignore-other-worktrees`;
var verbs = {
  add: `n,dry-run v,verbose i,interactive p,patch e,edit f,force u,update renormalize
    N,intent-to-add A,all ignore-removal refresh ignore-errors ignore-missing sparse chmod=
    pathspec-from-file= pathspec-file-nul`,
  am: `i,interactive 3,3way q,quiet s,signoff u,utf8 k,keep keep-non-patch m,message-id keep-cr
    c,scissors quoted-cr= whitespace= ignore-space-change ignore-whitespace directory= exclude=
    include= C= p= patch-format= reject resolvemsg= continue r,resolved skip abort quit retry
    show-current-patch? allow-empty ${dates} ignore-date rerere-autoupdate S,gpg-sign? empty=
    n,no-verify`,
  archive: `format= prefix= add-file= add-virtual-file= o,output= worktree-attributes v,verbose
    mtime= l,list remote= exec=`,
  branch: `v,verbose q,quiet t,track? u,set-upstream-to= unset-upstream color? r,remotes contains=
    no-contains= abbrev? a,all d,delete D m,move M c,copy C l,list show-current create-reflog
    edit-description f,force merged= no-merged= column? sort= points-at= i,ignore-case
    recurse-submodules format= omit-empty`,
  checkout: `b= B= l ${switching} ${restoring}`,
  "cherry-pick": `${picking} x ff allow-empty allow-empty-message keep-redundant-commits empty=`,
  clean: "q,quiet n,dry-run f,force i,interactive d e,exclude= x X",
  clone: `v,verbose q,quiet progress reject-shallow n,no-checkout bare mirror l,local
    no-hardlinks s,shared recurse-submodules? recursive? j,jobs= template= reference=
    reference-if-able= dissociate o,origin= b,branch= revision= u,upload-pack= depth=
    shallow-since= shallow-exclude= single-branch no-tags tags shallow-submodules
    separate-git-dir= ref-format= c,config= server-option= 4,ipv4 6,ipv6 filter=
    also-filter-submodules remote-submodules sparse bundle-uri=`,
  commit: `q,quiet v,verbose F,file= author= date= m,message= c,reedit-message=
    C,reuse-message= fixup= squash= reset-author trailer= s,signoff t,template= e,edit cleanup=
    status S,gpg-sign? a,all i,include interactive p,patch o,only n,no-verify dry-run short branch
    ahead-behind porcelain long z,null amend no-post-rewrite u,untracked-files?
    pathspec-from-file= pathspec-file-nul allow-empty allow-empty-message U,unified=
    inter-hunk-context=`,
  config: `global system local worktree f,file= blob= get get-all get-regexp get-urlmatch
    replace-all add unset unset-all rename-section remove-section l,list fixed-value e,edit
    get-color get-colorbool t,type= bool int bool-or-int bool-or-str path expiry-date z,null
    name-only includes show-origin show-scope default= all comment= value= regexp url= append
    show-names`,
  fetch: `${fetching} m,multiple n prefetch P,prune-tags write-fetch-head u,update-head-ok refetch
    negotiate-only filter= auto-maintenance auto-gc write-commit-graph stdin porcelain`,
  gc: `q,quiet prune? cruft max-cruft-size= aggressive auto detach force keep-largest-pack
    expire-to=`,
  init: `template= bare shared? q,quiet separate-git-dir= b,initial-branch= object-format=
    ref-format=`,
  merge: `n stat summary compact-summary log? squash commit e,edit cleanup= ff ff-only
    verify-signatures ${merging} m,message= F,file= into-name= v,verbose q,quiet abort quit
    continue allow-unrelated-histories progress overwrite-ignore no-verify`,
  mv: "v,verbose n,dry-run f,force k sparse",
  notes: `ref= m,message= F,file= c,reedit-message= C,reuse-message= e,edit allow-empty f,force
    separator? stripspace stdin for-rewrite= commit abort s,strategy= v,verbose q,quiet n,dry-run
    ignore-missing`,
  pull: `${fetching} r,rebase? n stat log? squash commit edit cleanup= ff ff-only verify
    verify-signatures ${merging} allow-unrelated-histories`,
  push: `v,verbose q,quiet repo= all branches mirror d,delete tags n,dry-run porcelain f,force
    force-with-lease? force-if-includes recurse-submodules= thin receive-pack= exec=
    u,set-upstream progress prune no-verify follow-tags signed? atomic o,push-option= 4,ipv4
    6,ipv6`,
  rebase: `onto= keep-base no-verify q,quiet v,verbose n,no-stat ${dates} reset-author-date
    ignore-date C= ignore-whitespace whitespace= f,force-rebase no-ff continue skip abort quit
    edit-todo show-current-patch apply m,merge i,interactive empty= autosquash update-refs trailer=
    x,exec= r,rebase-merges? fork-point root reschedule-failed-exec reapply-cherry-picks
    keep-empty ${merging}`,
  reset: `q,quiet refresh mixed soft hard merge keep recurse-submodules? p,patch N,intent-to-add
    pathspec-from-file= pathspec-file-nul U,unified= inter-hunk-context=`,
  restore: `s,source= S,staged W,worktree ignore-unmerged ${restoring}`,
  revert: `${picking} reference`,
  rm: `n,dry-run q,quiet cached f,force r ignore-unmatch sparse pathspec-from-file=
    pathspec-file-nul`,
  stash: `k,keep-index S,staged p,patch q,quiet u,include-untracked a,all m,message=
    pathspec-from-file= pathspec-file-nul index only-untracked`,
  switch: `c,create= C,force-create= discard-changes ${switching}`,
  tag: `l,list n? d,delete v,verify a,annotate m,message= F,file= trailer= e,edit s,sign cleanup=
    u,local-user= f,force create-reflog column? contains= no-contains= merged= no-merged= sort=
    points-at= format= color? i,ignore-case omit-empty`,
  "update-ref": "m= d no-deref z stdin create-reflog batch-updates",
  worktree: `f,force b= B= d,detach checkout orphan lock reason= q,quiet track guess-remote
    relative-paths n,dry-run v,verbose expire= porcelain z`
};
var grammars = /* @__PURE__ */ new Map();
function gitVerbOptions(verb) {
  if (!Object.hasOwn(verbs, verb)) return void 0;
  const grammar = grammars.get(verb) ?? optionGrammar(verbs[verb] ?? "", { negates: true });
  grammars.set(verb, grammar);
  return grammar;
}

// src/core/policy/subjects/program-arguments.ts
var owners = "c,changes f,silent,quiet v,verbose no-preserve-root preserve-root reference= R,recursive";
var copying = `b backup? f,force i,interactive n,no-clobber S,suffix= t,target-directory=
  T,no-target-directory v,verbose Z context?`;
var programs = {
  chgrp: optionGrammar(`${owners} dereference h,no-dereference H L P`),
  chmod: optionGrammar(owners),
  chown: optionGrammar(`${owners} dereference h,no-dereference from= H L P`),
  cp: optionGrammar(`${copying} a,archive attributes-only copy-contents d H l,link L,dereference
    P,no-dereference p preserve? no-preserve= parents R,r,recursive reflink? remove-destination
    sparse= strip-trailing-slashes s,symbolic-link u update? x,one-file-system debug keep-directory-symlink`),
  ln: optionGrammar(`b backup? d,F,directory f,force i,interactive L,logical n,no-dereference
    P,physical r,relative s,symbolic S,suffix= t,target-directory= T,no-target-directory v,verbose`),
  mv: optionGrammar(`${copying} strip-trailing-slashes u update? exchange no-copy debug`),
  rm: optionGrammar(`f,force i I interactive? one-file-system no-preserve-root preserve-root?
    r,R,recursive d,dir v,verbose help version`),
  sed: optionGrammar(`n,quiet,silent debug e,expression= f,file= E,r,regexp-extended i,in-place?
    follow-symlinks l,line-length= posix s,separate sandbox u,unbuffered z,null-data help version`)
};
function readArguments(program, words) {
  if (program === "git") return readGitArguments(words);
  const grammar = Object.hasOwn(programs, program) ? programs[program] : void 0;
  return readWith(grammar, words);
}
function readGitArguments(words) {
  let at = 0;
  let next = "argument";
  const before = [];
  for (; at < words.length; at++) {
    const word = words[at];
    if (word.text === void 0 && (next === "argument" || repeats(word))) break;
    before.push({
      word,
      mayBeOption: next === "argument",
      mayBeValue: next === "value",
      grammar: gitGlobals
    });
    if (next === "value") next = "argument";
    else if (!isOption2(word.text)) break;
    else {
      const reading = readOption(gitGlobals, word.text ?? "");
      if (reading.next === "either") break;
      next = reading.next;
    }
  }
  const verb = words[at]?.text;
  if (verb === void 0 || isOption2(verb) || next === "value") return readWith(void 0, words);
  return [...before, ...readWith(gitVerbOptions(verb), words.slice(at + 1))];
}
var isOption2 = (text) => text !== void 0 && /^-./.test(text);
function readWith(grammar, words) {
  let states = /* @__PURE__ */ new Set(["argument"]);
  return words.map((word) => {
    const mayBeValue = states.has("value");
    const mayBeOption = states.has("argument") || mayBeValue && repeats(word);
    const next = new Set(mayBeOption ? statesAfter(grammar, word) : []);
    if (mayBeValue) next.add("argument");
    if (mayBeValue && repeats(word)) next.add("value");
    if (states.has("end")) next.add("end");
    states = next;
    return { word, mayBeOption, mayBeValue, grammar };
  });
}
function statesAfter(grammar, word) {
  const { text, shape } = word;
  if (text === "--") return ["end"];
  if (grammar === void 0) return ["argument"];
  const first = shape?.[0];
  const reading = isOption2(text) ? readOption(grammar, text ?? "") : shape !== void 0 && (first === "-" || isGap(first)) ? readOptionShape(grammar, shape) : void 0;
  if (reading === void 0) return ["argument"];
  const isMany = shape !== void 0 && repeats(word);
  if (reading.next === "either" || isMany) return ["argument", "value"];
  return [reading.next];
}

// src/core/policy/subjects/command-pattern.ts
function compileCommands(patterns) {
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2)).map((p) => compileCommand(p, fold));
  const excluded = patterns.filter(isExclusion).map((pattern2) => compileCommand(pattern2.slice(1), (text) => text));
  const judge = (command) => {
    if (positive.length === 0 && command.role !== "command") return "no";
    const included = positive.length === 0 ? "yes" : strongest(positive.map((match) => match(command)));
    if (included === "no" || excluded.length === 0) return included;
    const dropped = strongest(excluded.map((match) => match(command)));
    return dropped === "yes" ? "no" : dropped === "unknown" ? "unknown" : included;
  };
  return ({ commands, complete }) => {
    const outcome = strongest(commands.map(judge));
    return outcome === "no" && !complete ? "unknown" : outcome;
  };
}
function commandProblem(pattern2) {
  const words = wordsOf(pattern2);
  if (words.length === 0) return "is empty";
  if (words[0] === "**") return "starts with **: name a program, or use * for any";
  if (/[;|&<>`]|\$\(/.test(pattern2)) {
    return 'has shell syntax: a pattern describes one command, such as "terraform destroy"';
  }
  return words.map(globProblem).find((problem) => problem !== void 0);
}
var wordsOf = (pattern2) => pattern2.split(/\s+/).filter((word) => word !== "");
function compileCommand(pattern2, foldProgram) {
  const [name = "", ...rest] = wordsOf(pattern2);
  const program = compileProgram(name, foldProgram);
  const flags = rest.filter((word) => /^-./.test(word) && word !== "--").map((w) => wantFlag(w, fold(name)));
  const operands = rest.filter((word) => !word.startsWith("-") || word === "-").map(compileWord);
  const judge = (first, others) => {
    const outcome = program(first);
    return outcome === "no" ? "no" : weaker(outcome, matchArguments(flags, operands, others, fold(name)));
  };
  return ({ words }) => {
    const [first, ...others] = words;
    if (first === void 0) return "no";
    if (first.many) return "unknown";
    const [head, ...pieces] = first.pieces ?? [];
    const split = head === void 0 ? "no" : judge(head, [...pieces, ...others]);
    return strongest([judge(first, others), weaker("unknown", split)]);
  };
}
function compileProgram(name, foldName) {
  const pattern2 = compileWord(foldName(name));
  const hasFolder = name.includes("/");
  return (word) => {
    const { text, shape = [], ...rest } = hasFolder ? word : withoutDirectory(word);
    if (text !== void 0) return matchWord(pattern2, { ...rest, text: foldName(text) });
    const folded = shape.flatMap(
      (token) => typeof token === "string" ? foldName(token).split("") : [token]
    );
    return matchWord(pattern2, { ...rest, shape: folded });
  };
}
var maxFlagCandidates = 16;
var maxWordsTried = 256;
function matchArguments(flags, operands, words, program) {
  const read = readArguments(program, words);
  const given = readFlags(read, program);
  const needs = flags.flatMap((flag) => needsOf(flag, given, { program, words: read }));
  if (needs.length === 0) return matchOperands(operands, words);
  const candidates = words.flatMap((word, index) => {
    const shapes = optionShapes(read, index);
    const meets = needs.map((need) => shapes.some(({ shape }) => need(shape)));
    if (!meets.includes(true)) return [];
    const whole2 = shapes.filter(({ shape }) => needs.every((need) => need(shape)));
    return [{ index, whole: whole2, meets, repeats: repeats(word) }];
  });
  if (!needs.every((_, n) => candidates.some(({ meets }) => meets[n]))) return "no";
  const whole = candidates.flatMap((one) => one.whole.map(({ length }) => ({ ...one, length })));
  const tried = words.length > maxWordsTried ? [] : whole.slice(0, maxFlagCandidates);
  const used = tried.map(({ index, repeats: repeats2, length }) => {
    const others = repeats2 ? words : words.filter((_, i) => i < index || i >= index + length);
    return matchOperands(operands, others);
  });
  const several = tried.length < whole.length || candidates.some((one) => one.whole.length === 0);
  return weaker("unknown", strongest([...used, several ? matchOperands(operands, words) : "no"]));
}

// src/core/policy/subjects/tool-path.ts
function compileToolPaths(patterns) {
  const read = globReader("path");
  const asWritten = compileList(patterns, read);
  const anywhere = (pattern2) => pattern2.startsWith("/") ? pattern2 : `/**/${pattern2}`;
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2));
  const included = compileList(positive, (pattern2) => read(anywhere(pattern2)));
  const excluded = patterns.filter(isExclusion).map((pattern2) => read(anywhere(pattern2.slice(1))));
  return (path, workspace) => {
    const tidy = tidyPath(path);
    if (!isAbsolute(tidy) && !tidy.startsWith("..")) return yesOrNo(asWritten(toText(tidy)));
    if (workspace !== void 0) {
      const root = tidyPath(workspace);
      const full = isAbsolute(tidy) ? tidy : tidyPath(`${root}/${tidy}`);
      return yesOrNo(asWritten(toText(within(root, full) ?? full)));
    }
    const text = toText(`/${tidy.replace(/^(?:\.\.(?:\/|$)|\/)+/, "")}`);
    if (!included(text)) return "no";
    return excluded.some((match) => match(text.exact)) ? "unknown" : "yes";
  };
}
var isAbsolute = (path) => path.startsWith("/") || /^[A-Za-z]:\//.test(path);
function tidyPath(path) {
  const plain2 = path.replaceAll("\\", "/");
  const kept = [];
  for (const segment of plain2.split("/")) {
    if (segment === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (segment === ".." && plain2.startsWith("/")) continue;
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return `${plain2.startsWith("/") ? "/" : ""}${kept.join("/")}`;
}
function within(workspace, path) {
  const prefix = workspace.endsWith("/") ? workspace : `${workspace}/`;
  if (path.startsWith(prefix)) return path.slice(prefix.length);
  const isSame = path.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
  return isSame ? path.slice(prefix.length) : void 0;
}

// src/core/policy/judge/condition.ts
var joined = (values) => values.join(", ");
function onValue(key, patterns, read, compile = compilePlain) {
  const match = compile(patterns);
  return {
    key: `when.${key}`,
    expected: joined(patterns),
    ask(situation) {
      const value = read(situation);
      if (value === void 0 || value === "unknown")
        return { outcome: "unknown", actual: "unknown" };
      return { outcome: yesOrNo(match(situation.text(value))), actual: value };
    }
  };
}
var onBranch = (key, patterns) => onRef(key, patterns, ({ subject, facts: facts2 }) => subject.kind === "push" ? subject.ref : facts2.ref);
function onRef(key, patterns, read) {
  const match = compileRefs(patterns);
  return {
    key,
    expected: joined(patterns),
    ask(situation) {
      const ref = read(situation);
      if (ref === void 0 || ref === "unknown") return { outcome: "unknown", actual: "unknown" };
      const { defaultBranch } = situation.facts;
      const known = defaultBranch === "unknown" ? void 0 : defaultBranch;
      return { outcome: match(situation.text(fullRef(ref)), known), actual: ref };
    }
  };
}

// src/core/policy/judge/push-conditions.ts
function pushConditions({ push }) {
  if (push === void 0) return [];
  const conditions = [];
  const { paths, update, secrets, authors, larger_than: least } = push;
  if (update) {
    conditions.push(
      onValue(
        "push.update",
        update,
        ({ subject }) => subject.kind === "push" ? subject.update : void 0
      )
    );
  }
  if (secrets !== void 0) {
    conditions.push(
      onPush(
        "secrets",
        String(secrets),
        (subject) => subject.secrets,
        (found2) => found2 === secrets
      )
    );
  }
  if (least !== void 0) {
    conditions.push(
      onPush(
        "larger_than",
        String(least),
        (subject) => subject.bytes,
        (bytes) => bytes > least
      )
    );
  }
  if (authors) conditions.push(onAny("push.authors", authors, compilePlain(authors), "authors"));
  if (paths) conditions.push(onAny("push.paths", paths, compilePaths(paths), "paths"));
  return conditions;
}
function onPush(key, expected, read, holds) {
  return {
    key: `when.push.${key}`,
    expected,
    ask({ subject }) {
      const value = subject.kind === "push" ? read(subject) : void 0;
      if (value === void 0 || value === "unknown")
        return { outcome: "unknown", actual: "unknown" };
      return { outcome: yesOrNo(holds(value)), actual: String(value) };
    }
  };
}
function onAny(key, patterns, match, field) {
  return {
    key: `when.${key}`,
    expected: joined(patterns),
    ask({ subject, text }) {
      const values = subject.kind === "push" ? subject[field] : void 0;
      if (values === void 0 || values === "unknown")
        return { outcome: "unknown", actual: "unknown" };
      const found2 = values.find((value) => match(text(value)));
      return found2 === void 0 ? { outcome: "no", actual: missText(values, field) } : { outcome: "yes", actual: found2 };
    }
  };
}
function missText(values, field) {
  if (values.length === 0) return `an empty list of ${field}`;
  return values.length === 1 ? `the only ${field.slice(0, -1)}` : `each of ${values.length} ${field}`;
}

// src/core/policy/judge/compile-when.ts
function compileWhen(when) {
  return [
    ...toolConditions(when),
    ...cloudConditions(when),
    ...processConditions(when),
    ...scopeConditions(when),
    ...textConditions(when),
    ...pushConditions(when),
    ...callConditions(when),
    ...commandConditions(when)
  ];
}
function toolConditions({ tool, mcp, url, name, path }) {
  const conditions = [];
  if (tool !== void 0 && tool.length > 0) {
    conditions.push(
      onValue(
        "tool",
        tool,
        onTool((subject) => subject.tool)
      )
    );
  }
  if (mcp)
    conditions.push(
      onValue(
        "mcp",
        mcp,
        onTool((subject) => subject.mcp)
      )
    );
  if (url)
    conditions.push(
      onValue(
        "url",
        url,
        onTool((subject) => subject.url)
      )
    );
  if (name)
    conditions.push(
      onValue(
        "name",
        name,
        onTool((subject) => subject.name)
      )
    );
  if (path) conditions.push(onPath(path));
  return conditions;
}
function onPath(patterns) {
  const match = compileToolPaths(patterns);
  const unread = { outcome: "unknown", actual: "unknown" };
  return {
    key: "when.path",
    expected: joined(patterns),
    ask({ subject, facts: facts2 }) {
      const { path, leadsTo } = subject.kind === "tool" ? subject : {};
      const answers = [path, ...leadsTo === void 0 ? [] : [leadsTo]].map(
        (value) => value === void 0 || value === "unknown" ? unread : { outcome: match(value, facts2.workspace), actual: value }
      );
      const one = (outcome) => answers.find((answer) => answer.outcome === outcome);
      return one("yes") ?? one("unknown") ?? answers[0] ?? unread;
    }
  };
}
var onTool = (read) => ({ subject }) => subject.kind === "tool" ? read(subject) : void 0;
function cloudConditions(when) {
  const actions = when["cloud-agent"];
  if (actions === void 0 || actions.length === 0) return [];
  return [
    onValue(
      "cloud-agent",
      actions,
      ({ subject }) => subject.kind === "cloud-agent" ? subject.action : void 0
    )
  ];
}
function processConditions({ process: kinds2 }) {
  if (kinds2 === void 0 || kinds2.length === 0) return [];
  return [
    onValue(
      "process",
      kinds2,
      ({ subject }) => subject.kind === "process" ? subject.process : void 0
    )
  ];
}
function scopeConditions({ branch, repository, actor, model, runner }) {
  const conditions = [];
  if (branch) conditions.push(onBranch("when.branch", branch));
  if (repository)
    conditions.push(onValue("repository", repository, ({ facts: facts2 }) => facts2.repository));
  if (actor) conditions.push(onValue("actor", actor, ({ facts: facts2 }) => facts2.actor));
  if (model) conditions.push(onValue("model", model, ({ facts: facts2 }) => facts2.model));
  const { workflow, environment, event, kind, ref } = runner ?? {};
  if (workflow) {
    conditions.push(onValue("runner.workflow", workflow, ({ facts: facts2 }) => facts2.runner.workflow));
  }
  if (environment) {
    conditions.push(
      onValue("runner.environment", environment, ({ facts: facts2 }) => facts2.runner.environment)
    );
  }
  if (event) conditions.push(onValue("runner.event", event, ({ facts: facts2 }) => facts2.runner.event));
  if (kind) conditions.push(onValue("runner.kind", kind, ({ facts: facts2 }) => facts2.runner.kind));
  if (ref) conditions.push(onRef("when.runner.ref", ref, ({ facts: facts2 }) => facts2.runner.workflowRef));
  return conditions;
}
var maxTextLength = 1048576;
function textConditions({ prompt, response }) {
  const patterns = prompt?.text ?? response?.text;
  if (patterns === void 0) return [];
  const match = compilePlain(patterns);
  const ask = ({ subject }) => {
    const text = "text" in subject ? subject.text : "";
    const found2 = match(toText(text.slice(0, maxTextLength)));
    const isWhole = text.length <= maxTextLength;
    const actual = `a text of ${text.length} characters`;
    return { outcome: isWhole ? yesOrNo(found2) : "unknown", actual };
  };
  return [
    { key: prompt ? "when.prompt.text" : "when.response.text", expected: joined(patterns), ask }
  ];
}
function callConditions({ github, egress }) {
  const conditions = [];
  if (github !== void 0 && github.length > 0) {
    const match = compileGithub(github);
    const ask = ({ subject }) => subject.kind === "github" ? { outcome: match(subject), actual: callText(subject) } : { outcome: "no", actual: subject.kind };
    conditions.push({ key: "when.github", expected: joined(github), ask });
  }
  if (egress !== void 0 && egress.length > 0) {
    const match = compileHosts(egress);
    const ask = ({ subject }) => subject.kind === "egress" ? {
      outcome: yesOrNo(match(subject.host, subject.port)),
      actual: hostText(subject.host, subject.port)
    } : { outcome: "no", actual: subject.kind };
    conditions.push({ key: "when.egress", expected: joined(egress), ask });
  }
  return conditions;
}
var callText = (call2) => "path" in call2 ? `${call2.verb} ${call2.path}` : `${call2.operation} ${call2.name}`;
function commandConditions({ command }) {
  if (command === void 0) return [];
  const match = compileCommands(command);
  const ask = (situation) => {
    const { subject } = situation;
    if (startsNothing(subject)) return { outcome: "no", actual: "none" };
    const text = "command" in subject ? subject.command : void 0;
    return { outcome: match(situation.shellText()), actual: text ?? "unknown" };
  };
  return [{ key: "when.command", expected: joined(command), ask }];
}
var startsNothing = (subject) => subject.kind === "process" && subject.process === "plugin" && subject.command === void 0;

// src/core/policy/judge/compile.ts
var compiled = /* @__PURE__ */ new WeakMap();
function compilePolicy(policy) {
  const known = compiled.get(policy);
  if (known !== void 0) return known;
  const { floor } = policy;
  const fresh = {
    judges: [
      ...policy.rules.map(compileRule),
      ...policy.branches.flatMap(compileBranch),
      ...compileSections(policy, sourceOf(policy)),
      ...floor === void 0 ? [] : compileSections(floor, "floor")
    ],
    enforced: policy.enforcement === "enforce",
    // A floor that does not speak of it holds, whatever a repository tries out.
    floorEnforced: floor?.enforcement !== "audit"
  };
  compiled.set(policy, fresh);
  return fresh;
}
var sourceOf = ({ rules, branches }) => [...rules, ...branches].every(({ source }) => source === "built-in") && rules.length > 0 ? "built-in" : "repository";
var anyWriter = { count: 1, teams: [], users: [], permission: "write" };
function compileRule(rule) {
  const { name, when, then, reason, approve, source = "repository" } = rule;
  return {
    kind: kindOf(rule),
    rule: name,
    source,
    then,
    conditions: compileWhen(when),
    ...reason === void 0 ? {} : { reason },
    ...then === "hold" ? { need: approve ? { ...approve.by, count: approve.count } : anyWriter } : {},
    quiet: false
  };
}
var kinds = ["prompt", "response", "push", "github", "egress", "cloud-agent", "process"];
var kindOf = ({ when }) => kinds.find((kind) => when[kind] !== void 0) ?? "tool";
function section(kind, rule, { source, then }, conditions) {
  const judge = { kind, rule, source, then, conditions, quiet: true };
  return then === "hold" ? { ...judge, need: anyWriter } : judge;
}
function compileBranch({
  match,
  force_push,
  delete: onDelete,
  source = "repository"
}) {
  const branch = onBranch("branches.match", match);
  const judge = (rule, then, update) => section("push", rule, { source, then }, [onUpdate(update), branch]);
  return [
    judge("branches.force_push", force_push, "rewrite"),
    judge("branches.delete", onDelete, "delete")
  ].filter(({ then }) => then !== "allow");
}
var onUpdate = (expected) => ({
  key: "push.update",
  expected,
  ask({ subject }) {
    const update = subject.kind === "push" ? subject.update : "unknown";
    const outcome = update === "unknown" ? "unknown" : update === expected ? "yes" : "no";
    return { outcome, actual: update };
  }
});
function compileSections({ secrets, agents, egress }, source) {
  const judge = (kind, rule, then, condition) => then === void 0 || then === "allow" ? [] : [section(kind, rule, { source, then }, [condition])];
  return [
    ...judge("push", "secrets.push", secrets?.push, holdsSecret),
    ...judge("cloud-agent", "agents.cloud", agents?.cloud, setsToWork),
    ...judge("egress", "egress.default", egress?.default, isUnlisted(egress?.allow ?? []))
  ];
}
var holdsSecret = {
  key: "push.secrets",
  expected: "true",
  ask({ subject }) {
    const found2 = (subject.kind === "push" ? subject.secrets : void 0) ?? false;
    const outcome = found2 === "unknown" ? "unknown" : found2 ? "yes" : "no";
    return { outcome, actual: String(found2) };
  }
};
var setsToWork = {
  key: "cloud-agent.action",
  expected: "create, follow-up",
  ask({ subject }) {
    const action = subject.kind === "cloud-agent" ? subject.action : "unknown";
    if (action === "unknown") return { outcome: "unknown", actual: action };
    const outcome = action === "create" || action === "follow-up" ? "yes" : "no";
    return { outcome, actual: action };
  }
};
function isUnlisted(allow) {
  const isAllowed = compileAllowedHosts(allow);
  return {
    key: "egress.allow",
    expected: `none of ${allow.join(", ") || "no host"}`,
    ask({ subject }) {
      if (subject.kind !== "egress") return { outcome: "no", actual: subject.kind };
      const { host, port } = subject;
      return { outcome: isAllowed(host, port) ? "no" : "yes", actual: hostText(host, port) };
    }
  };
}
function joinNeeds(needs) {
  const [first = anyWriter, ...others] = needs;
  const seen = /* @__PURE__ */ new Set([JSON.stringify(first)]);
  const also = others.filter((need) => {
    const text = JSON.stringify(need);
    return seen.has(text) ? false : seen.add(text);
  });
  return also.length === 0 ? first : { ...first, also };
}
var strictest = (verdicts2) => verdicts2.reduce(stricter, "allow");

// src/core/approval/holds-here.ts
var lowly = ["read", "triage", "write"];
function beyondOperator({ need }) {
  const asked2 = [need, ...need.also ?? []].flatMap((one) => [
    ...one.teams.length > 0 ? [`a member of ${one.teams.join(", ")}`] : [],
    ...one.users.length > 0 ? [`one of ${one.users.join(", ")}`] : [],
    // Whoever runs the guard here may write here: the least that a hold asks for is met.
    ...one.permission === void 0 || lowly.includes(one.permission) ? [] : [`the permission ${one.permission}`],
    ...one.count > 1 ? [`${one.count} approvals`] : []
  ]);
  return [...new Set(asked2)].join(" and ");
}
function whyNobodyHere(hold2, attended) {
  if (hold2.kind === "process") {
    return `nobody can be asked about what the client starts by itself; set ${keyToSet(hold2.rule)} in ${policyPath}`;
  }
  if (!attended) {
    return `nobody sits at this machine to decide, for it is a CI job; set ${keyToSet(hold2.rule)} in ${policyPath}`;
  }
  const asked2 = beyondOperator(hold2);
  if (asked2 === "") return void 0;
  return `rule "${hold2.rule}" asks for ${asked2}, which nobody can give on this machine; leave approve out of that rule in ${policyPath}, and its operator decides`;
}
var sectionKeys = {
  "agents.cloud": "agents.cloud to deny or allow",
  "branches.delete": "delete of that branch to deny or allow",
  "branches.force_push": "force_push of that branch to deny or allow",
  limits: "limits.reached to end",
  "secrets.push": "secrets.push to deny or warn"
};
var keyToSet = (rule) => (Object.hasOwn(sectionKeys, rule) ? sectionKeys[rule] : void 0) ?? `then of rule "${rule}" to deny or allow`;
function holdsOf(policy) {
  const { judges, enforced, floorEnforced } = compilePolicy(policy);
  const { limits, stated, floor } = policy;
  const isStated = stated.includes("agents.cloud") || floor?.agents?.cloud !== void 0;
  const held2 = judges.flatMap(({ rule, then, need, source, kind }) => {
    const isCarriedOut = source === "floor" ? floorEnforced : enforced;
    if (then !== "hold" || need === void 0 || !isCarriedOut) return [];
    return rule === "agents.cloud" && !isStated ? [] : [{ rule, need, kind }];
  });
  const { reached, ...bounds } = limits;
  const asksAtLimit = reached === "hold" && Object.keys(bounds).length > 0;
  const ofLimit = { rule: "limits", need: { count: 1, teams: [], users: [] } };
  const byRule = new Map([...held2, ...asksAtLimit ? [ofLimit] : []].map((one) => [one.rule, one]));
  return [...byRule.values()];
}
function unmetHolds(policy, attended) {
  const holds = holdsOf(policy);
  if (attended) {
    return holds.flatMap((hold2) => {
      const why = whyNobodyHere(hold2, true);
      return why === void 0 ? [] : [`refused at once: ${why}`];
    });
  }
  if (holds.length === 0) return [];
  const keys = holds.map(({ rule }) => keyToSet(rule)).join("; ");
  return [
    `holds are refused at once: nobody sits at the machine of a CI job to decide; in ${policyPath} set ${keys}`
  ];
}

// src/runner/runner-facts.ts
import { basename } from "node:path";
function factsFromEnvironment(env) {
  const workflowRef = env.GITHUB_WORKFLOW_REF;
  const [file = "", ref] = (workflowRef ?? "").split("@");
  return {
    repository: env.GITHUB_REPOSITORY ?? "unknown",
    ref: env.GITHUB_REF ?? "unknown",
    defaultBranch: "unknown",
    actor: env.GITHUB_ACTOR ?? "unknown",
    runner: {
      workflow: file === "" ? "unknown" : basename(file),
      workflowRef: ref ?? "unknown",
      environment: "unknown",
      event: env.GITHUB_EVENT_NAME ?? "unknown",
      kind: env.RUNNER_ENVIRONMENT ?? "unknown"
    }
  };
}
var isAttended = ({ CI = "", GITHUB_ACTIONS }) => GITHUB_ACTIONS !== "true" && /^(?:|0|false)$/i.test(CI);
function identityFromEnvironment(env) {
  const fields = [
    ["repository", env.GITHUB_REPOSITORY],
    ["repositoryId", env.GITHUB_REPOSITORY_ID],
    ["run", env.GITHUB_RUN_ID],
    ["attempt", env.GITHUB_RUN_ATTEMPT],
    ["job", env.GITHUB_JOB],
    ["workflow", env.GITHUB_WORKFLOW_REF],
    ["commit", env.GITHUB_SHA],
    ["ref", env.GITHUB_REF],
    ["actor", env.GITHUB_ACTOR]
  ];
  return Object.fromEntries(fields.filter(([, value]) => value !== void 0));
}

// src/runner/git-routing.ts
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";

// src/runner/git-routing/config-entries.ts
function rewriteRules(entries) {
  const fetch = /* @__PURE__ */ new Map();
  const push = /* @__PURE__ */ new Map();
  for (const { key, value } of entries) {
    const [, base = "", direction] = /^url\.(.*)\.(pushinsteadof|insteadof)$/s.exec(key) ?? [];
    if (direction === void 0) continue;
    const rules = direction === "insteadof" ? fetch : push;
    if (!rules.has(value)) rules.set(value, base);
  }
  return { fetch, push };
}
function rewrite(url, rules, direction) {
  const pushed = direction === "push" ? longest(url, rules.push) : void 0;
  return pushed ?? longest(url, rules.fetch) ?? url;
}
function longest(url, rules) {
  let best;
  for (const prefix of rules.keys()) {
    if (url.startsWith(prefix) && prefix.length > (best?.length ?? 0)) best = prefix;
  }
  return best === void 0 ? void 0 : `${rules.get(best)}${url.slice(best.length)}`;
}
function remoteAddresses(entries) {
  const rules = rewriteRules(entries);
  const remotes = /* @__PURE__ */ new Map();
  const found2 = [];
  const single = (name, url) => found2.push({
    name,
    given: [url],
    fetch: [rewrite(url, rules, "fetch")],
    push: [rewrite(url, rules, "push")]
  });
  for (const { key, value } of entries) {
    const [, name = "", kind] = /^remote\.(.*)\.(url|pushurl)$/s.exec(key) ?? [];
    if (kind === "url" || kind === "pushurl") {
      const remote = remotes.get(name) ?? { url: [], pushurl: [] };
      remote[kind] = value === "" ? [] : [...remote[kind], value];
      remotes.set(name, remote);
    }
    const module = /^submodule\.(.*)\.url$/s.exec(key)?.[1];
    if (module !== void 0) single(`submodule ${module}`, value);
    const lfs = /^(?:remote\.(.*)\.)?lfs\.?(?:push)?url$/s.exec(key);
    if (lfs !== null) single(lfs[1] === void 0 ? "lfs" : `lfs of ${lfs[1]}`, value);
    const branch = /^branch\.(.*)\.(?:push)?remote$/s.exec(key)?.[1];
    if (branch !== void 0 && /[:/]/.test(value)) single(`branch ${branch}`, value);
    if (key === "remote.pushdefault" && /[:/]/.test(value)) single("pushDefault", value);
  }
  for (const [name, { url, pushurl }] of remotes) {
    found2.push({
      name,
      given: [...url, ...pushurl],
      fetch: url.map((one) => rewrite(one, rules, "fetch")),
      // An address for pushes alone is not subject to the rules for pushes alone.
      push: pushurl.length > 0 ? pushurl.map((one) => rewrite(one, rules, "fetch")) : url.map((one) => rewrite(one, rules, "push"))
    });
  }
  return found2;
}

// src/runner/git-routing/git-url.ts
var defaultPorts = /* @__PURE__ */ new Set(["22", "80", "443", "9418"]);
function readGitAddress(url) {
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url);
  if (helper?.[1] !== void 0) return { kind: "helper", name: helper[1] };
  const named2 = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/]*)\/?/.exec(url);
  if (named2 !== null) {
    const [prefix2, scheme = "", authority = ""] = named2;
    if (scheme.toLowerCase() === "file") return { kind: "local" };
    return network(authority.slice(authority.lastIndexOf("@") + 1), prefix2);
  }
  const short = /^((?:[^@/]*@)?(\[[^\]/]*\]|[^:/]*)):(\/?)/.exec(url);
  if (short === null || /^[A-Za-z]:[\\/]/.test(url)) return { kind: "local" };
  const [prefix, , host = ""] = short;
  return network(host.replace(/^\[(.*)\]$/, "$1"), prefix);
}
function network(authority, prefix) {
  const [, name = authority, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
  const host = name.toLowerCase().replace(/\.$/, "");
  return { kind: "network", host, prefix, ...port ? { port } : {} };
}
function leadsToForge(address, forge) {
  if (address.kind !== "network") return false;
  const host = forge.hostname.toLowerCase();
  if (forge.port !== "") return address.host === host && address.port === forge.port;
  const names = [host, `www.${host}`, ...host === "github.com" ? [`ssh.${host}`] : []];
  return names.includes(address.host) && (address.port === void 0 || defaultPorts.has(address.port));
}
var isPlainServer = (forge) => forge.port !== "" || /^[[\d]/.test(forge.hostname);
var rootOf = (forge) => forge.pathname.replace(/\/*$/, "/");
function usualPrefixes(forge) {
  const web = `${forge.origin}${rootOf(forge)}`;
  const { hostname } = forge;
  return isPlainServer(forge) ? [web] : [web, `git@${hostname}:`, `ssh://git@${hostname}/`];
}
function forgePrefixes(forge, users) {
  const root = rootOf(forge);
  if (isPlainServer(forge)) {
    return ["", ...users.map((user) => `${user}@`)].map(
      (user) => `${forge.protocol}//${user}${forge.host}${root}`
    );
  }
  const name = forge.hostname;
  const people = ["git", ...users];
  const prefixes = [
    ...webPrefixes(name, root),
    `https://${name}:443${root}`,
    `http://${name}:80${root}`,
    ...people.map((user) => `https://${user}@${name}${root}`),
    ...["git", "GIT"].map((scheme) => `${scheme}://${name}/`),
    `git://${name}:9418/`,
    ...sshPrefixes(name, people, [void 0, "22"]),
    ...otherSpellings(name).flatMap((host) => [
      ...webPrefixes(host, root),
      ...sshPrefixes(host, ["git"], [void 0])
    ])
  ];
  if (name === "github.com") prefixes.push(...sshPrefixes("ssh.github.com", people, ["443"]));
  return [...new Set(prefixes)];
}
var webPrefixes = (host, root) => ["https", "http", "HTTPS", "HTTP"].map((scheme) => `${scheme}://${host}${root}`);
function otherSpellings(host) {
  const capital = host.replace(/^./, (letter) => letter.toUpperCase());
  const known = host === "github.com" ? ["GitHub.com", "www.GitHub.com"] : [];
  return [`www.${host}`, `${host}.`, ...known, capital, host.toUpperCase()];
}
function sshPrefixes(host, users, ports) {
  const people = ["", ...users.map((user) => `${user}@`)];
  return people.flatMap((user) => [
    `${user}${host}:`,
    `${user}${host}:/`,
    ...ports.flatMap(
      (port) => ["ssh", "git+ssh", "ssh+git"].map(
        (scheme) => `${scheme}://${user}${host}${port === void 0 ? "" : `:${port}`}/`
      )
    )
  ]);
}

// src/runner/git-routing/escapes.ts
var maxEscapes = 20;
function prefixesToAdd(entries, base, forges) {
  const rules = rewriteRules(entries);
  return remoteAddresses(entries).flatMap(({ given }) => given).filter((url) => !rewrite(url, rules, "push").startsWith(base)).map(readGitAddress).flatMap(
    (address) => address.kind === "network" && forges.some((forge) => leadsToForge(address, forge)) ? [address.prefix] : []
  );
}
function findEscapes(places, base, forges) {
  if (places === void 0) return ["git-escapes: the configuration could not be looked at"];
  const found2 = new Set(places.flatMap((place) => escapesOf(place, base, forges)));
  if (found2.size <= maxEscapes) return [...found2];
  return [...[...found2].slice(0, maxEscapes), `git-escapes: ${found2.size - maxEscapes} more`];
}
function escapesOf({ folder, entries }, base, forges) {
  const place = folder ?? "user settings";
  if (entries === void 0) return [phrase(place, "settings git cannot read")];
  const rules = rewriteRules(entries);
  const probes = folder === void 0 ? forges.flatMap(usualPrefixes) : [];
  const bent = probes.filter((prefix) => {
    const url = `${prefix}owner/name`;
    const ways = [rewrite(url, rules, "fetch"), rewrite(url, rules, "push")];
    return outside(ways, base).length > 0;
  });
  const remotes = remoteAddresses(entries).flatMap(
    ({ name, fetch, push }) => outside([...fetch, ...push], base).map((host) => ({ name, host }))
  );
  return [
    ...bent.map((prefix) => phrase(place, prefix)),
    ...remotes.map(({ name, host }) => phrase([place, name].filter(Boolean).join(": "), host))
  ];
}
function outside(urls, base) {
  return urls.filter((url) => !url.startsWith(base)).map(readGitAddress).flatMap((address) => hostOf(address) ?? []);
}
function hostOf(address) {
  if (address.kind === "local") return void 0;
  return address.kind === "helper" ? `${address.name}::` : address.host;
}
var phrase = (name, where) => `git-escapes: ${plain(name)} (${plain(where)})`;
var plain = (text) => text.replace(/[^\x20-\x7e]/g, "").slice(0, 80);

// src/runner/git-routing/survey.ts
import { execFile } from "node:child_process";
var timeoutMs = 2e4;
var maxOutputBytes = 16 * 1048576;
var maxRepositories = 40;
async function surveyConfiguration(workspace, launch) {
  const command = [
    "/bin/sh",
    "-c",
    script,
    "sh",
    workspace,
    String(maxRepositories),
    await systemPath()
  ];
  const output = await runOnce(launch, command);
  return output === void 0 ? void 0 : readPlaces(output, workspace);
}
async function runOnce(launch, command) {
  const { file, args, env } = await launch(command);
  const limits = { timeout: timeoutMs, maxBuffer: maxOutputBytes, killSignal: "SIGKILL" };
  return new Promise((resolve2) => {
    const child = execFile(
      file,
      [...args],
      { env, cwd: "/", ...limits },
      (error, stdout) => resolve2(error === null ? stdout : void 0)
    );
    child.stdin?.on("error", () => {
    });
    child.stdin?.end();
  });
}
var script = `
workspace=$1 most=$2 PATH=$3:$PATH
command -v git >/dev/null || exit 0
unset GIT_DIR GIT_WORK_TREE
printf 'user\\n\\0'
cd / && git config --list -z || printf 'unreadable\\n\\0'
printf 'place\\n%s\\0' "$workspace"
git -c safe.directory='*' -C "$workspace" config --list -z || printf 'unreadable\\n\\0'
if [ ! -e "$workspace/.lfsconfig" ]; then
  printf 'lfs\\n%s\\0' "$workspace"
  git -c safe.directory='*' -C "$workspace" config --blob :.lfsconfig --list -z 2>/dev/null
fi
find "$workspace" -maxdepth 4 -name node_modules -prune -o -name .lfsconfig -print 2>/dev/null |
  head -n "$most" | while IFS= read -r found; do
    printf 'lfs\\n%s\\0' "\${found%/.lfsconfig}"
    git config --file "$found" --list -z || printf 'unreadable\\n\\0'
  done
{
  find "$workspace" -maxdepth 3 -name node_modules -prune -o -name .git -type d -print -prune
  find "$workspace/.git/modules" -maxdepth 8 -name config -type f -print
} 2>/dev/null | grep -vxF "$workspace/.git" | head -n "$most" | while IFS= read -r found; do
  folder=\${found%/config}
  printf 'place\\n%s\\0' "$folder"
  git --git-dir="$folder" config --list -z || printf 'unreadable\\n\\0'
done
exit 0`;
var lfsAddress = /^(?:lfs\.(?:push)?url|remote\..*\.lfs(?:push)?url)$/s;
function readPlaces(output, workspace) {
  const places = [];
  let entries = [];
  let ofLfs = false;
  for (const entry of readSettings(output)) {
    if (entry.key === "user" || entry.key === "place" || entry.key === "lfs") {
      ofLfs = entry.key === "lfs";
      entries = [];
      const folder = entry.value.replace(workspace, "").replace(/^\/|\/?\.git$/g, "");
      places.push({ entries, ...entry.key === "user" ? {} : { folder } });
    } else if (entry.key === "unreadable") {
      delete places.at(-1)?.entries;
    } else if (!ofLfs || lfsAddress.test(entry.key)) {
      entries.push(entry);
    }
  }
  return places;
}

// src/runner/git-routing/system-configuration.ts
import { isAbsolute as isAbsolute2 } from "node:path";
async function systemConfiguration(environment) {
  const args = ["config", "--system", "--no-includes", "--list", "--show-origin", "-z"];
  const variables = usersSettings(environment);
  const { code, stdout } = await isolatedGit(args, { env: environment, variables });
  const origins = code === 0 ? stdout.split("\0") : [];
  const files = origins.filter((field) => field.startsWith("file:")).map((field) => field.slice("file:".length));
  return [...new Set(files)].filter(isAbsolute2);
}

// src/runner/git-routing.ts
var defaultForge = "https://github.com";
var gitPath = "/git/";
function forgesOf(environment, gitUpstream) {
  const given = [environment.GITHUB_SERVER_URL, gitUpstream].map((text) => text && URL.parse(text));
  const forges = [given[0] || new URL(defaultForge), ...given[1] ? [given[1]] : []];
  return [...new Map(forges.map((forge) => [forge.href, forge])).values()];
}
async function createGitRouting(options) {
  const { directory, forges, environment } = options;
  const base = `${options.baseUrl}${gitPath}`;
  const rules = join(directory, "rules.gitconfig");
  const system = join(directory, "system.gitconfig");
  const prefixes = new Set(forges.flatMap((forge) => forgePrefixes(forge, usersOf(environment))));
  const inherited = await systemConfiguration(environment);
  let text = "";
  const save = async () => {
    text = rulesText(options, [...prefixes]);
    await writeFile(rules, text, { mode: 420 });
  };
  await mkdir(directory, { recursive: true, mode: 448 });
  await save();
  await writeFile(system, includes([rules, ...inherited]), { mode: 420 });
  const resolved = await realpath(rules);
  const look = async ({ workspace, launch }) => surveyConfiguration(await realpath(workspace), launch).catch(() => void 0);
  return {
    readable: [directory, ...inherited],
    environment: {
      GIT_CONFIG_SYSTEM: system,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "include.path",
      GIT_CONFIG_VALUE_0: rules,
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: ""
    },
    async begin(place) {
      if (place.ownHome) await includeAtHome(rules, place.launch);
      const places = await look(place);
      const learned = (places ?? []).flatMap(({ entries = [] }) => prefixesToAdd(entries, base, forges)).filter((prefix) => !prefixes.has(prefix));
      if (learned.length === 0) return findEscapes(places, base, forges);
      for (const prefix of learned.slice(0, maxLearned)) prefixes.add(prefix);
      await save();
      return findEscapes(await look(place), base, forges);
    },
    async check(place) {
      const found2 = findEscapes(await look(place), base, forges);
      const now = await readPlainFile(resolved, Buffer.byteLength(text)).catch(() => void 0);
      return now?.toString("utf8") === text ? found2 : ["git-escapes: the rules were changed", ...found2];
    }
  };
}
var maxLearned = 200;
var includeAtHome = (rules, launch) => runOnce(launch, ["git", "config", "--global", "--add", "include.path", rules]);
function usersOf(environment) {
  const {
    GITHUB_ACTOR,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: id2
  } = environment;
  const names = ["x-access-token", "oauth2", GITHUB_ACTOR, owner, id2 && `org-${id2}`];
  return names.filter((name) => name !== void 0 && /^[\w.-]{1,60}$/.test(name));
}
function rulesText(options, prefixes) {
  const { baseUrl, sessionToken } = options;
  const base = `${baseUrl}${gitPath}`;
  return [
    "# Written by cursor-guard for one session.",
    `[url ${quoted(base)}]`,
    ...prefixes.flatMap((prefix) => [
      `	insteadOf = ${quoted(prefix)}`,
      `	pushInsteadOf = ${quoted(prefix)}`
    ]),
    `[http ${quoted(base)}]`,
    // The list may be read twice: an empty value takes back what was said before it.
    "	extraheader = ",
    `	extraheader = ${quoted(`Authorization: Bearer ${sessionToken}`)}`,
    "	lowSpeedLimit = 0",
    "	proxy = ",
    `[credential ${quoted(baseUrl)}]`,
    "	helper = ",
    ""
  ].join("\n");
}
var includes = (files) => files.map((file) => `[include]
	path = ${quoted(file)}
`).join("");
var quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

// src/runner/agent-user/privilege.ts
var rootTools = [
  ...["useradd", "setpriv", "setfacl", "getfacl", "find", "chown", "chgrp", "chmod"],
  ...["sh", "env", "id", "sleep", "install", "rm", "grep", "head", "seq", "mkdir", "rmdir"],
  ...["mktemp", "sort", "xargs"]
];
var asked;
var findPrivilege = () => {
  asked ??= lookForPrivilege();
  return asked;
};
async function lookForPrivilege() {
  const setpriv = await findSystemProgram("setpriv") ?? "/nonexistent/setpriv";
  const env = await findSystemProgram("env");
  if (env === void 0) return void 0;
  const clean = [env, "-i", "LC_ALL=C", `PATH=${await systemPath()}`];
  if (process.getuid?.() === 0) return { how: "root", prefix: clean, setpriv };
  const sudo = await findSystemProgram("sudo");
  if (sudo === void 0) return void 0;
  const prefix = [sudo, "-n", "--", ...clean];
  const outcome = await runProgram([...prefix, "true"], { timeoutMs: 1e4 });
  return outcome.code === 0 ? { how: "sudo", prefix, setpriv } : void 0;
}
async function missingTools(tools = rootTools) {
  const found2 = await Promise.all(tools.map(findSystemProgram));
  return tools.filter((_, index) => found2[index] === void 0);
}
function asRoot(privilege, script2, values = [], options = {}) {
  const command = [...privilege.prefix, "sh", "-c", script2, "sh", ...values.map(String)];
  return runProgram(command, options);
}
function dropTo(privilege, user, command) {
  const enter = user.cgroup === void 0 ? [] : enterCgroup(user.cgroup);
  return [...privilege.prefix, ...enter, ...dropping(privilege, user), ...command];
}
var enterCgroup = (cgroup) => [
  ...["sh", "-c", 'echo 0 >"$1/cgroup.procs" && shift && exec "$@"', "sh", cgroup]
];
var dropping = (privilege, { uid, gid }) => [
  ...[privilege.setpriv, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs"],
  ...["--inh-caps=-all", "--bounding-set=-all", "--"]
];

// src/adapters/machine/process-life.ts
import { readFile, readlink } from "node:fs/promises";
async function identifyProcess(pid) {
  const text = (file) => readFile(file, "utf8").catch(() => "");
  const boot = (await text("/proc/sys/kernel/random/boot_id")).trim();
  const shown = await readlink("/proc/self").catch(() => "");
  if (shown !== String(process.pid)) return { pid, start: "", boot, namespace: "" };
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  const stat4 = await text(`/proc/${pid}/stat`);
  const start = stat4.slice(stat4.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return { pid, start, boot, namespace };
}
async function hasEnded(one) {
  if (process.platform !== "linux") return !isProcess(one.pid);
  const now = await identifyProcess(one.pid);
  if (now.boot === "" || one.boot === "") return false;
  if (now.boot !== one.boot) return true;
  if (!now.namespace || now.namespace !== one.namespace) return false;
  return now.start !== one.start;
}
function isProcess(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}
var nameOfProcess = ({ pid, start, boot, namespace = "" }) => [pid, start, namespace.replace(/\D/g, ""), boot].join(".");
function processNamed(name) {
  const [, pid, start = "", number2, boot = ""] = /^(\d+)\.(\d*)\.(\d*)\.([0-9a-f-]*)$/.exec(name) ?? [];
  if (pid === void 0) return void 0;
  return { pid: Number(pid), start, boot, namespace: number2 ? `pid:[${number2}]` : "" };
}

// src/runner/repository-around.ts
import { lstat } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";
async function repositoryAround(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat(join2(at, ".git")).catch(() => void 0) !== void 0) return at;
    if (at === dirname(at)) return void 0;
  }
}

// src/state-directory.ts
import { homedir, userInfo } from "node:os";
import { isAbsolute as isAbsolute3, join as join3 } from "node:path";
var stateDirectory = (env) => join3(
  absolute(env.XDG_STATE_HOME) ?? join3(absolute(env.HOME) ?? home(), ".local", "state"),
  "cursor-guard"
);
var home = () => absolute(homedir()) ?? userInfo().homedir;
var absolute = (path) => path !== void 0 && isAbsolute3(path) ? path : void 0;
var approvalsDirectory = (env) => join3(stateDirectory(env), "approvals");

// src/runner/session-git.ts
import { readdir as readdir4, rm as rm4 } from "node:fs/promises";
import { join as join11 } from "node:path";

// src/http/upstream.ts
import http2 from "node:http";
import http22 from "node:http2";
import https2 from "node:https";
import { isIP } from "node:net";
import { pipeline } from "node:stream";
import tls from "node:tls";

// src/http/forward-proxy.ts
import http from "node:http";
import https from "node:https";
function readForwardProxies(environment) {
  const read = (name) => {
    const value = environment[name.toLowerCase()] || environment[name];
    if (!value) return void 0;
    const proxy = URL.parse(value.includes("://") ? value : `http://${value}`);
    if (proxy !== null && /^https?:$/.test(proxy.protocol)) return proxy;
    throw new GuardError("INPUT_INVALID", `${name} is no address of a proxy`, {
      hint: "Expected http://HOST:PORT or https://HOST:PORT."
    });
  };
  const proxies = { "http:": read("HTTP_PROXY"), "https:": read("HTTPS_PROXY") };
  const exceptions = (environment.no_proxy || environment.NO_PROXY || "").split(/[\s,]+/);
  return {
    of(base) {
      const isException = exceptions.some((one) => covers(one, base));
      return isException ? void 0 : proxies[base.protocol === "https:" ? "https:" : "http:"];
    }
  };
}
function covers(exception, base) {
  if (exception === "*") return true;
  const [, name = "", port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
  if (name === "" || port !== void 0 && port !== portOf(base)) return false;
  return `.${base.hostname}`.endsWith(`.${name}`);
}
var proxyName = (proxy) => `${proxy.hostname}:${portOf(proxy)}`;
var portOf = ({ port, protocol }) => port || (protocol === "https:" ? "443" : "80");
function openTunnel(proxy, base, timeoutMs3) {
  const target = `${base.hostname}:${portOf(base)}`;
  const login = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  return new Promise((resolve2, reject) => {
    const request2 = (proxy.protocol === "https:" ? https : http).request({
      host: proxy.hostname,
      port: portOf(proxy),
      method: "CONNECT",
      path: target,
      headers: {
        host: target,
        ...proxy.username ? { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` } : {}
      },
      timeout: timeoutMs3
    });
    request2.once("connect", (response, socket) => {
      if (response.statusCode === 200) return resolve2(socket);
      socket.destroy();
      reject(new Error(`it answered ${response.statusCode}`));
    });
    request2.once("timeout", () => request2.destroy(new Error("timeout")));
    request2.once("error", reject);
    request2.end();
  });
}

// src/http/upstream.ts
var connectMs = 15e3;
function createUpstreamClient(environment) {
  const proxies = readForwardProxies(environment);
  const agents = createAgents(proxies);
  const sessions = /* @__PURE__ */ new Map();
  const session = (base) => {
    const known = sessions.get(base.origin);
    if (known) return known;
    const opening = openSession(base, proxies.of(base));
    sessions.set(base.origin, opening);
    const forget = () => {
      if (sessions.get(base.origin) === opening) sessions.delete(base.origin);
    };
    opening.then((opened) => {
      opened.once("close", forget);
      opened.once("goaway", forget);
    }, forget);
    return opening;
  };
  return {
    http1({ base, method, path, headers, body, signal }) {
      const secure = base.protocol === "https:";
      return new Promise((resolve2, reject) => {
        const request2 = (secure ? https2 : http2).request(joined2(base, path), {
          method,
          headers: { ...headers, host: base.host },
          agent: agents.of(base),
          ...signal ? { signal } : {}
        });
        request2.once("response", resolve2);
        request2.once("error", (cause) => reject(unreachable(base, cause, proxies.of(base))));
        if (body === void 0) request2.end();
        else if (body instanceof Uint8Array) request2.end(body);
        else
          pipeline(
            body,
            request2,
            (error) => error && reject(unreachable(base, error, proxies.of(base)))
          );
      });
    },
    async http2({ base, method, path, headers, signal }) {
      const opened = await session(base);
      const stream = opened.request(
        {
          ...headers,
          ":method": method,
          ":path": joined2(base, path).pathname + joined2(base, path).search
        },
        { endStream: false, ...signal ? { signal } : {} }
      );
      return stream;
    },
    close() {
      agents.destroy();
      for (const opening of sessions.values()) {
        opening.then(
          (opened) => opened.destroy(),
          () => {
          }
        );
      }
    }
  };
}
function joined2(base, path) {
  return new URL(base.pathname.replace(/\/+$/, "") + path, base.origin);
}
function createAgents(proxies) {
  const agents = /* @__PURE__ */ new Map();
  return {
    of(base) {
      const proxy = proxies.of(base)?.href;
      const key = `${base.protocol} ${proxy ?? ""}`;
      const Agent = base.protocol === "https:" ? https2.Agent : http2.Agent;
      const proxyEnv = proxy === void 0 ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
      const settings2 = { keepAlive: true, maxSockets: 256, noDelay: true, proxyEnv };
      const agent2 = agents.get(key) ?? new Agent(settings2);
      agents.set(key, agent2);
      return agent2;
    },
    destroy() {
      for (const agent2 of agents.values()) agent2.destroy();
    }
  };
}
function unreachable(base, cause, proxy) {
  const { code, message } = cause;
  const why = code ?? (proxy === void 0 ? "no answer" : message);
  const way = proxy === void 0 ? "" : ` through the proxy ${proxyName(proxy)}`;
  const hint = proxy === void 0 ? {} : { hint: "Look at HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and whether that proxy answers." };
  return new GuardError("UPSTREAM_FAILED", `${base.host} could not be reached${way} (${why})`, {
    cause,
    ...hint
  });
}
async function openSession(base, proxy) {
  const secure = base.protocol === "https:";
  const way = secure ? proxy : void 0;
  const tunnel = await (way && openTunnel(way, base, connectMs).catch((cause) => {
    throw unreachable(base, cause, way);
  }));
  const options = {
    settings: { initialWindowSize: 1 << 20, enablePush: false }
  };
  if (tunnel) {
    const serverName = isIP(base.hostname) === 0 ? { servername: base.hostname } : {};
    options.createConnection = () => tls.connect({ socket: tunnel, host: base.hostname, ...serverName, ALPNProtocols: ["h2"] });
  }
  const opened = http22.connect(base.origin, options);
  return new Promise((resolve2, reject) => {
    const timer = setTimeout(() => {
      opened.destroy();
      reject(unreachable(base, new Error("timeout"), way));
    }, connectMs);
    opened.once("connect", () => {
      clearTimeout(timer);
      opened.setLocalWindowSize(4 << 20);
      resolve2(opened);
    });
    opened.on("error", (cause) => {
      clearTimeout(timer);
      reject(unreachable(base, cause, way));
    });
  });
}

// src/adapters/repository/bare-repository.ts
import { mkdir as mkdir2, rm, writeFile as writeFile2 } from "node:fs/promises";
import { join as join4 } from "node:path";
var removeFolder = (folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 });
async function makeBareRepository(folder, objectFormat) {
  const place = { gitDir: folder, objects: join4(folder, "objects") };
  await mkdir2(join4(folder, "objects", "pack"), { recursive: true, mode: 448 });
  await mkdir2(join4(folder, "refs"), { recursive: true, mode: 448 });
  const extension = objectFormat === "sha256" ? "[extensions]\n	objectformat = sha256\n" : "";
  const version = objectFormat === "sha256" ? 1 : 0;
  await writeFile2(join4(folder, "HEAD"), "ref: refs/heads/none\n", { mode: 384 });
  await writeFile2(
    join4(folder, "config"),
    `[core]
	repositoryformatversion = ${version}
	bare = true
${extension}`,
    { mode: 384 }
  );
  return { folder, place };
}

// src/adapters/repository/cache.ts
import { readFile as readFile2, rename, writeFile as writeFile3 } from "node:fs/promises";
import { basename as basename2, join as join5 } from "node:path";

// src/adapters/repository/object-reader.ts
var maxWaiting = 256;
function createObjectReader(git, place, maxBytes) {
  let opened;
  const ask = (command, id2) => {
    opened ??= openBatch(git, place, maxBytes);
    return opened.ask(command, id2);
  };
  return {
    async stat(id2) {
      const answer = await ask("info", id2);
      return answer === void 0 ? void 0 : { type: answer.type, size: answer.size };
    },
    async read(id2) {
      const answer = await ask("contents", id2);
      return answer === void 0 ? void 0 : { id: id2, type: answer.type, body: answer.body };
    },
    async close() {
      await opened?.close();
    }
  };
}
function openBatch(git, place, maxBytes) {
  const batch3 = git.start({ args: ["cat-file", "--batch-command"], place, timeoutMs: 2 ** 31 - 1 });
  const waiting = [];
  const blocked = [];
  let broken;
  let held2 = [];
  let heldBytes = 0;
  let needed = 1;
  const fail = (error) => {
    broken ??= error;
    for (const { reject } of waiting.splice(0)) reject(broken);
    for (const go of blocked.splice(0)) go();
    batch3.kill();
  };
  const settle = (answer) => {
    waiting.shift()?.resolve(answer);
    blocked.shift()?.();
  };
  const readAnswer = (bytes) => {
    const end = bytes.indexOf(10);
    if (end === -1) {
      needed = bytes.length + 1;
      return 0;
    }
    const [, type = "", digits = ""] = bytes.toString("latin1", 0, end).split(" ");
    if (type === "missing" || type === "ambiguous") {
      settle(void 0);
      return end + 1;
    }
    const size = Number(digits);
    if (waiting[0]?.command === "info") {
      settle({ type, size, body: Buffer.alloc(0) });
      return end + 1;
    }
    if (!(size <= maxBytes)) throw new GuardError("PUSH_REFUSED", "an object is too large to read");
    const whole = end + 1 + size + 1;
    if (bytes.length < whole) {
      needed = whole;
      return 0;
    }
    const body = Buffer.from(bytes.subarray(end + 1, end + 1 + size));
    settle({ type, size, body });
    return whole;
  };
  let unsaid = "";
  const say = (line2) => {
    if (unsaid === "") process.nextTick(flush);
    unsaid += line2;
  };
  const flush = () => {
    const lines = unsaid;
    unsaid = "";
    batch3.stdin.write(lines);
  };
  batch3.stdout.on("data", (chunk) => {
    held2.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < needed) return;
    let bytes = held2.length === 1 ? chunk : Buffer.concat(held2);
    needed = 1;
    try {
      for (let used = 1; used > 0 && bytes.length > 0; bytes = bytes.subarray(used)) {
        used = readAnswer(bytes);
      }
    } catch (error) {
      fail(error);
    }
    held2 = [bytes];
    heldBytes = bytes.length;
  });
  void batch3.exit.then(
    ({ said }) => fail(new GuardError("PUSH_REFUSED", `git stopped reading objects${said && `: ${said}`}`))
  );
  return {
    async ask(command, id2) {
      while (waiting.length >= maxWaiting && broken === void 0) {
        await new Promise((resolve2) => blocked.push(resolve2));
      }
      if (broken !== void 0) throw broken;
      return new Promise((resolve2, reject) => {
        waiting.push({ command, resolve: resolve2, reject });
        say(`${command} ${id2}
`);
      });
    },
    async close() {
      batch3.kill();
      await batch3.exit;
    }
  };
}

// src/adapters/repository/git-process.ts
import { spawn } from "node:child_process";
var settings = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.bigFileThreshold", "16m"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["pack.writeReverseIndex", "false"],
  ["protocol.allow", "never"],
  ["safe.bareRepository", "explicit"],
  ["transfer.bundleURI", "false"]
];
var hastySettings = [...settings, ["core.fsync", "none"]];
function gitEnvironment({ gitDir, objects, alternates = [] }, isLasting = false) {
  const list = isLasting ? settings : hastySettings;
  const environment = {
    PATH: "/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_PROTOCOL_FROM_USER: "0",
    GIT_PAGER: "cat",
    GIT_DIR: gitDir,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_CONFIG_COUNT: String(list.length)
  };
  if (alternates.length > 0) environment.GIT_ALTERNATE_OBJECT_DIRECTORIES = alternates.join(":");
  for (const [index, [key, value]] of list.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}
var saidBytes = 262144;
function createGit(check, limits, isLasting = false) {
  const running = /* @__PURE__ */ new Map();
  let closed = false;
  function start({ args, place, signal, timeoutMs: timeoutMs3 = limits.processMs }) {
    if (closed) throw new GuardError("PUSH_REFUSED", "the guard is closing");
    const [program, ...words] = withLimits(check, limits, args);
    const child = spawn(program, words, {
      cwd: place.gitDir,
      env: gitEnvironment(place, isLasting),
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true
    });
    let ended;
    const end = (why) => {
      ended ??= why;
      child.kill("SIGKILL");
    };
    const onAbort = () => end("abort");
    const timer = setTimeout(() => end("time"), timeoutMs3);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    let said = "";
    child.stderr.setEncoding("latin1");
    child.stderr.on("data", (text) => {
      said = (said + text).slice(-saidBytes);
    });
    child.stdin.on("error", () => {
    });
    const exit = new Promise((resolve2) => {
      const done = (code, cause, why = said) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        running.delete(child);
        resolve2({
          code,
          signal: cause,
          said: visibleLine(Buffer.from(why.slice(-2e3), "latin1").toString().trim(), 300),
          stderr: why,
          ...ended === void 0 ? {} : { ended }
        });
      };
      child.once("error", (error) => done(null, null, error.message));
      child.once("close", (code, cause) => done(code, cause));
    });
    running.set(child, exit);
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      exit,
      kill: () => void child.kill("SIGKILL")
    };
  }
  return {
    start,
    async run({ input, maxBytes = 16 * 1048576, ...options }) {
      const child = start(options);
      child.stdin.end(input);
      const chunks = [];
      let size = 0;
      let isCut = false;
      child.stdout.on("data", (chunk) => {
        size += chunk.length;
        if (size <= maxBytes) chunks.push(chunk);
        else {
          isCut = true;
          child.kill();
        }
      });
      const exit = await child.exit;
      return { ...exit, stdout: Buffer.concat(chunks), isCut };
    },
    async close() {
      closed = true;
      for (const child of running.keys()) child.kill("SIGKILL");
      await Promise.all(running.values());
    }
  };
}
function withLimits(check, limits, args) {
  if (check.prlimit === void 0) return [check.path, ...args];
  return [
    check.prlimit,
    `--cpu=${limits.cpuSeconds}`,
    `--as=${limits.memoryBytes}`,
    `--fsize=${limits.packBytes + limits.historyBytes}`,
    "--core=0",
    "--",
    check.path,
    ...args
  ];
}
function exitText({ code, signal, said, ended }, limits) {
  if (ended === "abort") return "it was cancelled";
  if (ended === "time") return "git took too long";
  if (signal === "SIGXFSZ") return "git wrote more than a push may hold";
  if (signal === "SIGXCPU" || signal === "SIGKILL") {
    return `git needed more than ${limits.cpuSeconds} s of processor time (limit cpuSeconds)`;
  }
  if (/out of memory|cannot allocate|unable to mmap|malloc/i.test(said)) {
    return "git needed more memory than it may use (limit memoryBytes)";
  }
  return said === "" ? `git ended with ${signal ?? code}` : said;
}

// src/adapters/repository/store-fetched.ts
async function storeFetched(pack, options) {
  const { git, place, limits, signal } = options;
  const indexing = git.start({
    args: ["index-pack", "--stdin"],
    place,
    timeoutMs: limits.upstreamMs,
    ...signal ? { signal } : {}
  });
  indexing.stdout.resume();
  let size = 0;
  try {
    for await (const chunk of pack) {
      size += chunk.length;
      if (indexing.stdin.write(chunk)) continue;
      await new Promise((resolve2) => {
        indexing.stdin.once("drain", resolve2);
        void indexing.exit.then(() => resolve2());
      });
    }
  } catch (error) {
    indexing.kill();
    await indexing.exit;
    throw error;
  }
  indexing.stdin.end();
  const exit = await indexing.exit;
  if (exit.code === 0) return size;
  throw new GuardError(
    "UPSTREAM_FAILED",
    `what the forge sent could not be stored: ${exitText(exit, limits)}`
  );
}

// src/core/git/pkt-line.ts
var maxPacketBytes = 65520;
var special2 = ["flush", "delimiter", "response-end"];
function readPacket(bytes, at = 0) {
  if (bytes.length - at < 4) return void 0;
  const digits = bytes.toString("latin1", at, at + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new GuardError("FRAME_MALFORMED", "a packet length of four hex digits was expected");
  }
  const size = Number.parseInt(digits, 16);
  if (size < 4) {
    const kind = special2[size];
    if (kind === void 0)
      throw new GuardError("FRAME_MALFORMED", `no packet is ${size} bytes long`);
    return { kind, size: 4 };
  }
  if (size > maxPacketBytes) {
    throw new GuardError(
      "FRAME_MALFORMED",
      `a packet of at most ${maxPacketBytes} bytes was expected, not ${size}`
    );
  }
  if (bytes.length - at < size) return void 0;
  return { kind: "data", payload: bytes.subarray(at + 4, at + size), size };
}
var flushPacket = Buffer.from("0000");
function writePacket(payload) {
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const size = bytes.length + 4;
  if (size > maxPacketBytes) throw new RangeError(`a packet of ${size} bytes cannot be written`);
  return Buffer.concat([Buffer.from(size.toString(16).padStart(4, "0")), bytes]);
}
function writeBand(band, bytes) {
  const most = maxPacketBytes - 5;
  const packets = [];
  for (let start = 0; start < bytes.length; start += most) {
    packets.push(writePacket(Buffer.concat([Buffer.of(band), bytes.subarray(start, start + most)])));
  }
  return Buffer.concat(packets);
}
var emptyBandPacket = Buffer.from("0005");
function createPacketReader() {
  let held2 = Buffer.alloc(0);
  return {
    push(chunk) {
      const bytes = held2.length === 0 ? Buffer.from(chunk) : Buffer.concat([held2, chunk]);
      const packets = [];
      let at = 0;
      for (let next = readPacket(bytes, at); next !== void 0; next = readPacket(bytes, at)) {
        packets.push(next);
        at += next.size;
      }
      held2 = bytes.subarray(at);
      return packets;
    },
    get pending() {
      return held2.length;
    }
  };
}
function lineOf(payload) {
  const end = payload.at(-1) === 10 ? payload.length - 1 : payload.length;
  return payload.toString("utf8", 0, end);
}

// src/http/headers.ts
var hopByHop = /* @__PURE__ */ new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings"
]);
function endToEnd(headers, drop = []) {
  const named2 = String(headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const kept = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(":") || hopByHop.has(name) || named2.includes(name)) continue;
    if (drop.includes(name) || value === void 0) continue;
    kept[name] = value;
  }
  return kept;
}
var gitAuthorization = (token) => `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
function bearerOf(headers) {
  return /^bearer +([^\s]+)$/i.exec(headers.authorization ?? "")?.[1];
}
function passwordOf(headers) {
  const encoded = /^basic +([^\s]+)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === void 0) return void 0;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon === -1 ? void 0 : pair.slice(colon + 1);
}

// src/adapters/repository/upload-pack.ts
var agent = "agent=cursor-guard";
var idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function createUploadPack(options) {
  const formats2 = /* @__PURE__ */ new Map();
  async function* ask(repository, body, signal) {
    const response = await call(options, repository, { body, ...signal ? { signal } : {} });
    yield* packetsOf(response);
  }
  async function listRefs(repository, objectFormat) {
    const body = request("ls-refs", objectFormat, [
      "peel",
      "symrefs",
      "ref-prefix HEAD",
      "ref-prefix refs/heads/",
      "ref-prefix refs/tags/"
    ]);
    const tips = /* @__PURE__ */ new Map();
    const ids = /* @__PURE__ */ new Set();
    let head;
    let defaultBranch;
    let isWhole = false;
    for await (const packet of ask(repository, body)) {
      if (packet.kind !== "data") {
        isWhole = packet.kind === "flush";
        break;
      }
      const [id2 = "", name = "", ...attributes] = lineOf(packet.payload).split(" ");
      if (id2 === "ERR") throw refused(lineOf(packet.payload));
      if (id2 === "unborn") continue;
      if (!idPattern.test(id2)) throw malformed("a line names no object");
      const peeled = attributes.find((word) => word.startsWith("peeled:"))?.slice(7);
      if (name === "HEAD") {
        head = id2;
        defaultBranch = branchOf(attributes);
      } else tips.set(name, id2);
      if (tips.size > options.limits.refs) {
        throw malformed(`more than ${options.limits.refs} refs (limit refs)`);
      }
      ids.add(id2);
      if (peeled !== void 0 && idPattern.test(peeled)) ids.add(peeled);
    }
    if (!isWhole) throw malformed("it ended too early");
    return {
      tips,
      ids,
      ...head === void 0 ? {} : { head },
      ...defaultBranch === void 0 ? {} : { defaultBranch },
      objectFormat
    };
  }
  return {
    async readRefs(repository) {
      const known = formats2.get(repository);
      if (known !== void 0) return listRefs(repository, known);
      try {
        const refs = await listRefs(repository, "sha1");
        formats2.set(repository, "sha1");
        return refs;
      } catch (error) {
        if (!(error instanceof GuardError) || !error.message.startsWith(notALedger)) throw error;
        const format = await readObjectFormat(options, repository);
        if (format === "sha1") throw error;
        formats2.set(repository, format);
        return listRefs(repository, format);
      }
    },
    async *fetch(repository, { wants, haves = [], filter, shallow, objectFormat, maxBytes, signal }) {
      const body = request("fetch", objectFormat, [
        "ofs-delta",
        "no-progress",
        ...filter === void 0 ? [] : [`filter ${filter}`],
        ...shallow ? ["deepen 1"] : [],
        ...wants.map((id2) => `want ${checkedId(id2)}`),
        ...haves.map((id2) => `have ${checkedId(id2)}`),
        "done"
      ]);
      yield* packOf(ask(repository, body, signal), maxBytes);
    }
  };
}
var branchOf = (attributes) => attributes.find((word) => word.startsWith(headPrefix))?.slice(headPrefix.length);
var headPrefix = "symref-target:refs/heads/";
async function* packOf(packets, maxBytes) {
  let inPack = false;
  let size = 0;
  for await (const packet of packets) {
    if (packet.kind !== "data") {
      if (packet.kind === "delimiter") continue;
      if (inPack) return;
      throw malformed("it holds no pack");
    }
    const { payload } = packet;
    if (!inPack) {
      const line2 = lineOf(payload);
      if (line2.startsWith("ERR ")) throw refused(line2);
      inPack = line2 === "packfile";
      continue;
    }
    const band = payload[0];
    if (band === 3) throw refused(payload.toString("utf8", 1));
    if (band !== 1) continue;
    size += payload.length - 1;
    if (size > maxBytes) throw new TooMuch(maxBytes);
    yield payload.subarray(1);
  }
  throw malformed("it ended too early");
}
var TooMuch = class extends GuardError {
  constructor(maxBytes) {
    super("UPSTREAM_FAILED", `the forge sent more than the ${maxBytes} bytes that are accepted`);
  }
};
var NotThere = class extends GuardError {
  /** Which one, where the forge says it. */
  id;
  constructor(id2) {
    super("UPSTREAM_FAILED", `the forge does not have ${id2 ?? "an object that was asked for"}`);
    this.id = id2;
  }
};
async function* packetsOf(response) {
  const reader = createPacketReader();
  try {
    for await (const chunk of response) yield* reader.push(chunk);
  } catch (cause) {
    if (cause instanceof GuardError && cause.code !== "FRAME_MALFORMED") throw cause;
    throw new GuardError("UPSTREAM_FAILED", "the connection to the forge broke off", { cause });
  } finally {
    response.destroy();
  }
}
async function call({ upstream, client, credential, limits }, repository, { body, signal }) {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new GuardError("INPUT_INVALID", "a repository is named owner/name");
  }
  const token = await credential();
  const timeout = AbortSignal.timeout(limits.upstreamMs);
  const response = await client.http1({
    base: upstream,
    method: body === void 0 ? "GET" : "POST",
    path: `/${repository}.git/${body === void 0 ? "info/refs?service=git-upload-pack" : "git-upload-pack"}`,
    headers: {
      "user-agent": "git/cursor-guard",
      "git-protocol": "version=2",
      "accept-encoding": "identity",
      ...token === void 0 ? {} : { authorization: gitAuthorization(token) },
      ...body === void 0 ? {} : {
        "content-type": "application/x-git-upload-pack-request",
        accept: "application/x-git-upload-pack-result",
        "content-length": body.length
      }
    },
    ...body === void 0 ? {} : { body },
    signal: signal === void 0 ? timeout : AbortSignal.any([signal, timeout])
  });
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.destroy();
    throw new GuardError("UPSTREAM_FAILED", `${upstream.host} answered ${status} for ${repository}`);
  }
  return response;
}
async function readObjectFormat(options, repository) {
  const lines = [];
  const response = await call(options, repository, {});
  for await (const packet of packetsOf(response)) {
    if (packet.kind === "data") lines.push(lineOf(packet.payload));
    if (lines.length > 100) break;
  }
  if (!lines.includes("version 2")) {
    throw new GuardError("UPSTREAM_FAILED", "the forge does not speak version 2 of git\u2019s protocol");
  }
  return lines.includes("object-format=sha256") ? "sha256" : "sha1";
}
function request(command, format, lines) {
  return Buffer.concat([
    writePacket(`command=${command}
`),
    writePacket(`${agent}
`),
    writePacket(`object-format=${format}
`),
    Buffer.from("0001"),
    ...lines.map((line2) => writePacket(`${line2}
`)),
    Buffer.from("0000")
  ]);
}
function checkedId(id2) {
  if (!idPattern.test(id2)) throw new GuardError("INPUT_INVALID", "an object id was expected");
  return id2;
}
var notALedger = "the forge\u2019s answer was not understood";
var malformed = (what) => new GuardError("UPSTREAM_FAILED", `${notALedger}: ${what}`);
var refused = (line2) => /\bnot our ref\b/.test(line2) ? new NotThere(/\b[0-9a-f]{40,64}\b/.exec(line2)?.[0]) : new GuardError(
  "UPSTREAM_FAILED",
  `the forge refused: ${visibleLine(line2.replace(/^ERR /, ""))}`
);

// src/adapters/repository/cache.ts
var maxHaves = 256;
var graphBytes = 4 * 1048576;
var adoptBytes = 64 * 1048576;
var maxAdopted = 100;
var maxAdoptedBytes = 512 * 1048576;
var knownFile = "known-tips.json";
async function openCache(name, refs, { git, folders, upload, limits, mirror: mirror2 }) {
  const { objectFormat } = refs;
  const { folder, place } = await folders.cacheOf(name, objectFormat);
  const reader = createObjectReader(git, place, limits.recordBytes);
  const known = new Set(mirror2 ? await readKnown(folder) : []);
  let isLarge = false;
  let adopted = 0;
  let adoptedBytes = 0;
  let history = Promise.resolve();
  const background = /* @__PURE__ */ new Set();
  const store = (request2) => storeFetched(upload.fetch(name, { ...request2, objectFormat }), {
    git,
    place,
    limits,
    ...request2.signal ? { signal: request2.signal } : {}
  });
  async function storeTrees(wants, { whole, shallow, signal }) {
    const request2 = { wants, shallow, maxBytes: limits.treeBytes, ...signal ? { signal } : {} };
    if (whole && !isLarge) {
      try {
        await store({ ...request2, filter: "blob:none" });
        return;
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error;
        isLarge = true;
      }
    }
    await store({ ...request2, filter: "tree:0" });
  }
  async function readHistory(signal) {
    const tips = [...new Set(cache.refs.tips.values())];
    const wants = tips.filter((id2) => !known.has(id2));
    if (wants.length === 0) return;
    const size = await store({
      wants,
      haves: [...known].slice(-maxHaves),
      maxBytes: limits.historyBytes,
      ...mirror2 ? {} : { filter: "tree:0" },
      ...signal ? { signal } : {}
    });
    for (const id2 of wants) {
      known.delete(id2);
      known.add(id2);
    }
    if (mirror2) await writeKnown(folder, tips);
    if (size > graphBytes) {
      const writing = git.run({
        args: ["commit-graph", "write", "--stdin-commits", "--no-progress"],
        place,
        input: `${[...cache.refs.ids].join("\n")}
`
      });
      background.add(writing);
      writing.finally(() => background.delete(writing)).catch(() => {
      });
    }
  }
  const cache = {
    place,
    reader,
    refs,
    isMirror: mirror2,
    async fetchTips(wants, signal) {
      if (wants.length === 0) return;
      await storeTrees(wants, { whole: true, shallow: true, ...signal ? { signal } : {} });
    },
    async fetchTrees(wants, whole, signal) {
      if (wants.length === 0) return;
      await storeTrees(wants, { whole, shallow: false, ...signal ? { signal } : {} });
    },
    async fetchBlobs(wants, signal) {
      if (wants.length === 0) return;
      await store({ wants, maxBytes: limits.earlierBytes, ...signal ? { signal } : {} });
    },
    fetchHistory(signal) {
      history = history.catch(() => {
      }).then(() => readHistory(signal));
      return history;
    },
    async adopt(packPath, bytes) {
      if (bytes > adoptBytes || adopted >= maxAdopted) return;
      if (adoptedBytes + bytes > maxAdoptedBytes) return;
      adopted += 1;
      adoptedBytes += bytes;
      for (const path of [packPath, packPath.replace(/\.pack$/, ".idx")]) {
        await rename(path, join5(place.objects, "pack", basename2(path)));
      }
    },
    async close() {
      await Promise.allSettled([history, ...background]);
      await reader.close();
    }
  };
  return cache;
}
async function readKnown(folder) {
  try {
    const ids = JSON.parse(await readFile2(join5(folder, knownFile), "utf8"));
    return Array.isArray(ids) ? ids.filter((id2) => typeof id2 === "string") : [];
  } catch {
    return [];
  }
}
async function writeKnown(folder, ids) {
  const path = join5(folder, knownFile);
  await writeFile3(`${path}.new`, JSON.stringify(ids), { mode: 384 });
  await rename(`${path}.new`, path);
}

// src/adapters/repository/collect-garbage.ts
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
var minorEveryBytes = 4 * 1048576;
var largeBytes = 32 * 1048576;
var oldEveryBytes = 128 * 1048576;
var maxHeapBytes = 64 * 1048576;
function createGarbageCollector(collect = findCollect()) {
  let passed = 0;
  let since = 0;
  let sinceOld = 0;
  let isLarge = false;
  return {
    add(bytes) {
      passed += bytes;
      since += bytes;
      sinceOld += bytes;
      if (since < minorEveryBytes) return;
      since = 0;
      if (passed < largeBytes) return collect?.("minor");
      if (isLarge && sinceOld < oldEveryBytes) return collect?.("minor");
      collect?.(isLarge ? "old" : "all");
      sinceOld = 0;
      isLarge = true;
    },
    end() {
      if (isLarge) collect?.("all");
      passed = 0;
      isLarge = false;
    }
  };
}
var found;
function findCollect() {
  found ??= { collect: askForCollect() };
  return found.collect;
}
function askForCollect() {
  try {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    if (typeof gc !== "function") return void 0;
    const run = gc;
    return (what) => {
      const isSmall = getHeapStatistics().used_heap_size <= maxHeapBytes;
      if (what === "minor" || !isSmall) run({ type: "minor" });
      else run({ type: "major", ...what === "all" ? { flavor: "last-resort" } : {} });
    };
  } catch {
    return void 0;
  }
}

// src/adapters/repository/git-version.ts
import { execFile as execFile2 } from "node:child_process";
import { promisify } from "node:util";

// src/core/is-older.ts
var form = /^(\d+(?:\.\d+)*)(-[\w.-]+)?(?:\+[\w.-]+)?$/;
function isOlder(version, floor) {
  const [, numbers, suffix] = form.exec(version) ?? [];
  const [, least] = form.exec(floor) ?? [];
  if (numbers === void 0 || least === void 0) return true;
  const parts = numbers.split(".").map(Number);
  const wanted = least.split(".").map(Number);
  for (let index = 0; index < Math.max(parts.length, wanted.length); index += 1) {
    const difference = (parts[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return suffix !== void 0;
}

// src/adapters/repository/git-version.ts
var gitFloor = "2.39.4";
async function checkGit(findProgram) {
  const path = await findProgram("git");
  if (path === void 0) {
    throw unsuitable(
      "git was not found in the folders of the system",
      `Install git ${gitFloor} or newer.`
    );
  }
  const text = await versionText(path);
  const version = /^git version (\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
  if (version === void 0) {
    throw unsuitable(`${path} does not say which version of git it is`, "Install git.");
  }
  if (isOlder(version, gitFloor)) {
    throw unsuitable(
      `git ${version} is too old to read what others push; ${gitFloor} or newer was expected`,
      "Update git on this machine."
    );
  }
  const collisionDetection = readCollisionDetection(text, version);
  const prlimit = await findProgram("prlimit");
  return {
    path,
    version,
    collisionDetection,
    ...prlimit === void 0 ? {} : { prlimit },
    notes: [
      ...collisionDetection === "yes" ? [] : [`git ${version} does not say which SHA-1 it was built with; 2.50 and newer do`],
      ...prlimit === void 0 ? ["prlimit was not found: git runs without caps on memory and processor time"] : []
    ]
  };
}
async function versionText(path) {
  try {
    const { stdout } = await promisify(execFile2)(path, ["version", "--build-options"], {
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", HOME: "/nonexistent" },
      timeout: 1e4,
      maxBuffer: 65536
    });
    return stdout;
  } catch (cause) {
    throw unsuitable(`${path} could not be run`, "Install git.", cause);
  }
}
function readCollisionDetection(text, version) {
  const backend = /^SHA-1: *(.+)$/m.exec(text)?.[1];
  if (backend === void 0) return "unknown";
  if (/SHA1_DC/i.test(backend)) return "yes";
  throw unsuitable(
    `git ${version} was built with a SHA-1 that does not notice collisions (${backend})`,
    "Use a git built with SHA1_DC, which is the default."
  );
}
var unsuitable = (message, hint, cause) => new GuardError("MACHINE_UNSUITABLE", message, { hint, cause });

// src/adapters/repository/quarantine.ts
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";

// src/core/git/lfs-pointer.ts
var maxPointerBytes = 1024;
function readPointer(file) {
  if (file.length >= maxPointerBytes) return void 0;
  const text = Buffer.from(file.buffer, file.byteOffset, file.length).toString("latin1").trim();
  if (!/^version https?:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1/.test(text)) {
    return void 0;
  }
  const oid = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1];
  const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1];
  return oid === void 0 || size === void 0 ? void 0 : { oid, size: Number(size) };
}

// src/core/git/co-authors.ts
var maxCoAuthors = 100;
function coAuthorsIn(message) {
  const named2 = [];
  for (const [, person = ""] of message.matchAll(/^[ \t]*co-authored-by:[ \t]*(\S.*)$/gim)) {
    named2.push(person.trim().slice(0, 300));
    if (named2.length === maxCoAuthors) break;
  }
  return [...new Set(named2)];
}

// src/adapters/repository/parse-object.ts
var folderMode = "040000";
var symlinkMode = "120000";
var submoduleMode = "160000";
function parseTree(body, idBytes) {
  const entries = [];
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const nul = body.indexOf(0, space);
    const end = nul + 1 + idBytes;
    if (space === -1 || nul === -1 || end > body.length) {
      throw new GuardError("PUSH_REFUSED", "a folder listing is damaged");
    }
    entries.push({
      mode: body.toString("latin1", at, space).padStart(6, "0"),
      name: body.toString("latin1", space + 1, nul),
      id: body.toString("hex", nul + 1, end)
    });
    at = end;
  }
  return entries;
}
function parseCommit(body) {
  const { headers, message } = splitRecord(body);
  const tree = headers.find((line2) => line2.startsWith("tree "))?.slice(5);
  if (tree === void 0) throw new GuardError("PUSH_REFUSED", "a commit names no tree");
  return {
    tree,
    parents: headers.filter((line2) => line2.startsWith("parent ")).map((line2) => line2.slice(7)),
    author: personOf(headers, "author "),
    committer: personOf(headers, "committer "),
    time: Number(/^committer .* (-?\d+) [+-]\d+$/m.exec(headers.join("\n"))?.[1] ?? 0),
    message
  };
}
function parseTag(body) {
  const { headers, message } = splitRecord(body);
  const target = headers.find((line2) => line2.startsWith("object "))?.slice(7);
  if (target === void 0) throw new GuardError("PUSH_REFUSED", "a tag names no object");
  return {
    target,
    type: headers.find((line2) => line2.startsWith("type "))?.slice(5) ?? "",
    message
  };
}
function splitRecord(body) {
  const gap = body.indexOf("\n\n");
  const end = gap === -1 ? body.length : gap;
  return {
    headers: body.toString("utf8", 0, end).split("\n"),
    message: gap === -1 ? "" : body.toString("utf8", gap + 2)
  };
}
function personOf(headers, key) {
  const line2 = headers.find((header) => header.startsWith(key))?.slice(key.length) ?? "";
  return line2.replace(/ -?\d+ [+-]\d+$/, "");
}

// src/adapters/repository/warnings.ts
var maxTarget = 4096;
var maxGitmodules = 262144;
var roleText = {
  workflow: "decides what CI runs",
  policy: "is the policy of this guard",
  "code-owners": "decides who must review",
  "agent-settings": "decides what an agent does",
  submodules: "decides what is fetched into the work tree"
};
async function changeWarnings(changes, { files }) {
  const warnings = [];
  const seen = /* @__PURE__ */ new Set();
  for (const change of changes) {
    const key = `${change.path}\0${change.after?.mode}\0${change.after?.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const path = decodePath(change.path);
    warnings.push(...pathWarnings(path, change));
    if (change.after?.mode === symlinkMode)
      warnings.push(...await linkWarnings(path, change, files));
    if (rolesOf(path).includes("submodules")) {
      warnings.push(...await gitmodulesWarnings(path, change, files));
    }
  }
  return [...warnings, ...await textWarnings(changes, files)];
}
var decodePath = (path) => Buffer.from(path, "latin1").toString("utf8");
function pathWarnings(path, { before, after }) {
  const shown = visibleLine(path);
  const warnings = rolesOf(path).map((role) => ({
    code: role,
    text: `${shown} ${roleText[role]}`,
    effect: role === "submodules" ? "hold" : "note"
  }));
  if (before?.mode === submoduleMode || after?.mode === submoduleMode) {
    warnings.push({
      code: "submodule",
      text: `submodule ${shown} would ${after === void 0 ? "be removed" : `be at ${after.id.slice(0, 10)}, which nobody here has looked at`}`,
      effect: "hold"
    });
  }
  const [character] = hiddenCharacters(path);
  if (character !== void 0 || /[\u0000-\u001f\u007f]/.test(path)) {
    warnings.push({
      code: "invisible-text",
      text: `the name ${shown} holds ${character?.code ?? "a control character"}`,
      effect: "hold"
    });
  }
  return warnings;
}
async function linkWarnings(path, { after }, files) {
  const shown = visibleLine(path);
  if (isGitFile(path)) {
    return [hold("symlink", `${shown} is a symlink; git would read its settings from elsewhere`)];
  }
  const target = await files.readText(after?.id ?? "", maxTarget);
  if (target === void 0) return [hold("symlink", `the target of symlink ${shown} is not known`)];
  const problem = linkProblem(path, target);
  return problem === void 0 ? [] : [hold("symlink", `symlink ${shown} ${problem} (${visibleLine(target)})`)];
}
async function gitmodulesWarnings(path, { after }, files) {
  if (after === void 0 || after.mode === symlinkMode) return [];
  const shown = visibleLine(path);
  const text = await files.readText(after.id, maxGitmodules);
  const entries = text === void 0 ? void 0 : parseGitmodules(text);
  if (entries === void 0) return [deny("gitmodules-url", `${shown} could not be read`)];
  const warnings = [];
  for (const { name, url, update } of entries) {
    const problem = url === void 0 ? void 0 : submoduleUrlProblem(url);
    if (problem !== void 0) {
      warnings.push(
        deny("gitmodules-url", `${shown}, submodule ${visibleLine(name, 80)}: ${problem}`)
      );
    }
    if (update?.trim().startsWith("!")) {
      warnings.push(
        deny("gitmodules-url", `${shown}, submodule ${visibleLine(name, 80)}: it runs a command`)
      );
    }
    if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name)) {
      warnings.push(
        deny("gitmodules-url", `${shown}: the name ${visibleLine(name, 80)} leaves its folder`)
      );
    }
  }
  return warnings;
}
var batch = 16;
async function textWarnings(changes, files) {
  const byFile = /* @__PURE__ */ new Map();
  for (const change of changes) {
    const { after } = change;
    if (after === void 0 || after.mode === submoduleMode || byFile.has(after.id)) continue;
    byFile.set(after.id, { ...change, after });
  }
  const suspects = [];
  const all = [...byFile.values()];
  for (let at = 0; at < all.length; at += batch) {
    const looks = all.slice(at, at + batch).map(async (change) => {
      const hidden2 = await files.hiddenIn(change.after.id);
      if (hidden2.length > 0) suspects.push({ change, hidden: hidden2 });
    });
    await Promise.all(looks);
  }
  await files.prefetch(suspects.flatMap(({ change }) => change.before?.id ?? []));
  const warnings = [];
  for (const { change, hidden: hidden2 } of suspects) {
    const { before, path, commit } = change;
    const earlier = before === void 0 ? [] : await files.hiddenIn(before.id);
    const known = new Set(earlier.map(({ text }) => text));
    const added = hidden2.filter(({ text }) => !known.has(text));
    const worst = added.find(({ kind }) => kind === "direction") ?? added[0];
    if (worst === void 0) continue;
    const where = `${visibleLine(decodePath(path))}:${worst.line} (commit ${commit.slice(0, 10)})`;
    warnings.push({
      code: "invisible-text",
      text: `${where} holds ${worst.code}, ${hiddenText[worst.kind]}`,
      effect: worst.kind === "direction" ? "hold" : "note"
    });
  }
  return warnings;
}
var hiddenText = {
  direction: "which shows text in another order than it is read",
  invisible: "which nobody sees"
};
function messageWarnings(where, text) {
  const found2 = hiddenCharacters(text);
  const worst = found2.find(({ kind }) => kind === "direction") ?? found2[0];
  if (worst === void 0) return [];
  return [
    {
      code: "invisible-text",
      text: `the message or people of ${where} hold ${worst.code}, ${hiddenText[worst.kind]}`,
      effect: worst.kind === "direction" ? "hold" : "note"
    }
  ];
}
var hold = (code, text) => ({ code, text, effect: "hold" });
var deny = (code, text) => ({ code, text, effect: "deny" });

// src/adapters/repository/examine.ts
var maxWarnings = 50;
var maxPeel = 5;
async function examineCommand(command, tips, context) {
  const tip = tips.get(command.ref) ?? zeroes(command.new);
  if (isZero(command.new)) {
    return facts(command, tip, "delete", [], [], []);
  }
  const known = knownIds(tips, context.cache);
  const target = await peel(command.new, context);
  if (target === void 0) {
    const notCommit = {
      code: "not-a-commit",
      text: `${command.ref} would point to something that is neither a commit nor a tag of one`,
      effect: "deny"
    };
    const kind2 = isZero(tip) ? "create" : "unknown";
    return facts(command, tip, kind2, "unknown", "unknown", [notCommit], "unknown");
  }
  const reasons = [];
  const history = await orUnknown(reasons, () => context.commits.listNew(target.commit, known));
  const kind = await kindOf2(command, tip, target.commit, history, context, reasons);
  if (history === "unknown") {
    return facts(command, tip, kind, "unknown", "unknown", reasons.map(reasonNote), "unknown");
  }
  const strangers = await strangersOf(history, known, context, reasons);
  const found2 = strangers.length > 0 ? "unknown" : await changesOf(tip, target.commit, history, context, reasons);
  const changes = found2 === "unknown" ? found2 : found2.placed;
  const warnings = [
    ...strangers,
    ...reasons.map(reasonNote),
    ...target.messages.flatMap((message) => messageWarnings(`tag ${command.ref}`, message)),
    ...history.commits.flatMap(
      ({ id: id2, message, author, committer }) => messageWarnings(`commit ${id2.slice(0, 10)}`, `${message}
${author}
${committer}`)
    ),
    ...changes === "unknown" ? [] : await changeWarnings(changes, context)
  ];
  const paths = changes === "unknown" ? "unknown" : changes.map(toChangedPath);
  const pushed = history.commits.map(toPushedCommit);
  const sinceTip = found2 === "unknown" ? found2 : found2.sinceTip;
  return facts(command, tip, kind, paths, pushed, warnings, sinceTip);
}
function facts(command, tip, kind, paths, commits, warnings, sinceTip = []) {
  const list = { command, tip, kind, paths, commits, warnings: cutWarnings(warnings) };
  const isCompared = kind === "fast-forward" || kind === "rewrite" || kind === "unknown";
  return {
    facts: isCompared && !isZero(tip) ? { ...list, differing: differingOf(sinceTip, command) } : list,
    sinceTip: sinceTip === "unknown" ? [] : sinceTip
  };
}
var differingOf = (sinceTip, command) => sinceTip === "unknown" ? sinceTip : sinceTip.map((change) => toChangedPath({ ...change, commit: command.new }));
function cutWarnings(warnings) {
  const order3 = { deny: 0, hold: 1, note: 2 };
  const unique = [...new Map(warnings.map((one) => [`${one.code} ${one.text}`, one])).values()];
  const sorted = unique.sort((a, b) => order3[a.effect] - order3[b.effect]);
  const cut = sorted.slice(maxWarnings);
  const [first] = cut;
  if (first === void 0) return sorted;
  return [
    ...sorted.slice(0, maxWarnings),
    { code: "more", text: `${cut.length} further warnings are not listed`, effect: first.effect }
  ];
}
async function peel(start, context) {
  const messages = [];
  let id2 = start;
  for (let step = 0; step <= maxPeel; step += 1) {
    const object2 = await context.reader.stat(id2);
    if (object2 === void 0 || object2.type === "commit") return { commit: id2, messages };
    if (object2.type !== "tag") return void 0;
    const tag = parseTag((await context.reader.read(id2))?.body ?? Buffer.alloc(0));
    messages.push(tag.message);
    id2 = tag.target;
  }
  return void 0;
}
function knownIds(tips, { refs }) {
  return /* @__PURE__ */ new Set([...tips.values(), ...refs.ids]);
}
async function strangersOf({ boundaries }, known, { cache, signal }, reasons) {
  const doubtful = [...boundaries].filter((id2) => !known.has(id2));
  if (doubtful.length === 0) return [];
  const looked = await orUnknown(reasons, async () => {
    await cache.fetchHistory(signal);
    const found2 = await Promise.all(doubtful.map((id2) => cache.reader.stat(id2)));
    return doubtful.filter((_, index) => found2[index]?.type !== "commit");
  });
  const text = (id2) => looked === "unknown" ? `whether commit ${id2}, on which this builds, is in the repository could not be found out` : `commit ${id2} is neither in the push nor in a branch or tag of the repository`;
  return (looked === "unknown" ? doubtful : looked).map((id2) => ({
    code: "missing-commit",
    text: text(id2),
    effect: "deny"
  }));
}
async function kindOf2({ ref }, tip, target, history, { git, place, cache, signal }, reasons) {
  if (isZero(tip)) return "create";
  if (!ref.startsWith("refs/heads/")) return "rewrite";
  if (tip === target) return "fast-forward";
  if (history !== "unknown" && history.boundaries.has(tip)) return "fast-forward";
  return orUnknown(reasons, async () => {
    await cache.fetchHistory(signal);
    const { code } = await git.run({
      args: ["merge-base", "--is-ancestor", tip, target],
      place,
      signal
    });
    return code === 0 ? "fast-forward" : code === 1 ? "rewrite" : "unknown";
  });
}
async function changesOf(tip, target, history, { commits, limits, reader }, reasons) {
  return orUnknown(reasons, async () => {
    const isCommit = !isZero(tip) && (await reader.stat(tip))?.type !== "tag";
    await commits.prefetch([...history.boundaries, ...isCommit ? [tip] : []]);
    const placed = [];
    for (const [commit, list] of await commits.changesOf(history.commits)) {
      for (const change of list) placed.push({ ...change, commit });
    }
    const sinceTip = isCommit && tip !== target ? await commits.compare(tip, target) : [];
    const keyOf2 = ({ path, after }) => `${path}\0${after?.id}`;
    const seen = new Set(placed.map(keyOf2));
    for (const change of sinceTip) {
      if (!seen.has(keyOf2(change))) placed.push({ ...change, commit: target });
    }
    return placed.length > limits.paths ? "unknown" : { placed, sinceTip };
  });
}
async function orUnknown(reasons, find) {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
    reasons.push(error.message);
    return "unknown";
  }
}
var reasonNote = (text) => ({ code: "not-read", text, effect: "note" });
var toChangedPath = ({ path, after, commit }) => ({
  path: decodePath(path),
  mode: after?.mode ?? "000000",
  commit
});
var toPushedCommit = ({ id: id2, author, committer, message }) => ({
  id: id2,
  author: visibleLine(author),
  committer: visibleLine(committer),
  subject: visibleLine(message.split("\n", 1)[0] ?? ""),
  ...coAuthorsOf(message)
});
function coAuthorsOf(message) {
  const named2 = coAuthorsIn(message);
  return named2.length === 0 ? {} : { coAuthors: named2.map((one) => visibleLine(one)) };
}
var zeroes = (like) => like.length === 64 ? "0".repeat(64) : zeroId;

// src/adapters/repository/file-reader.ts
var sniffBytes = 8e3;
function createFileReader(context) {
  const { reader, cache, limits, signal } = context;
  async function prefetch(ids) {
    const unique = [...new Set(ids)];
    const found2 = await Promise.all(unique.map((id2) => reader.stat(id2)));
    const missing = unique.filter((_, index) => found2[index] === void 0);
    try {
      await cache.fetchBlobs(missing, signal);
    } catch (error) {
      if (!(error instanceof GuardError)) throw error;
    }
  }
  async function read(id2, maxBytes) {
    const found2 = await reader.stat(id2);
    if (found2?.type !== "blob" || found2.size > maxBytes) return void 0;
    return (await reader.read(id2))?.body;
  }
  return {
    prefetch,
    async readWhole(id2) {
      await prefetch([id2]);
      return read(id2, limits.recordBytes);
    },
    async readText(id2, maxBytes) {
      await prefetch([id2]);
      return (await read(id2, maxBytes))?.toString("utf8");
    },
    async hiddenIn(id2) {
      if (await context.isPlain?.(id2)) return [];
      const found2 = await reader.stat(id2);
      if (found2?.type !== "blob") return [];
      if (found2.size > limits.textBytes) return hiddenInStream(context, id2);
      return hiddenInBytes((await reader.read(id2))?.body ?? Buffer.alloc(0));
    }
  };
}
var leads = [
  [226, 128],
  [226, 129],
  [239, 187, 191],
  [194, 173],
  [216, 156],
  [225, 160, 142],
  [243, 160]
].map((bytes) => Buffer.from(bytes));
function mayHide(piece, isFirst) {
  if (isFirst && wideEncoding(piece) !== void 0) return true;
  if (isFirst && piece.subarray(0, sniffBytes).includes(0)) return "never";
  return leads.some((lead) => piece.includes(lead));
}
function hiddenInBytes(body) {
  const wide = wideEncoding(body);
  if (wide !== void 0) return hiddenCharacters(new TextDecoder(wide).decode(body));
  if (body.subarray(0, sniffBytes).includes(0)) return [];
  if (!leads.some((lead) => body.includes(lead))) return [];
  return hiddenCharacters(body.toString("utf8"));
}
function wideEncoding(body) {
  if (body[0] === 255 && body[1] === 254) return "utf-16le";
  return body[0] === 254 && body[1] === 255 ? "utf-16be" : void 0;
}
var windowBytes = 1048576;
async function hiddenInStream({ git, place, limits, signal }, id2) {
  const printing = git.start({
    args: ["cat-file", "blob", id2],
    place,
    signal,
    timeoutMs: limits.scanMs
  });
  printing.stdin.end();
  let held2 = Buffer.alloc(0);
  let line2 = 1;
  let isFirst = true;
  try {
    for await (const chunk of printing.stdout) {
      held2 = Buffer.concat([held2, chunk]);
      if (isFirst && held2.length < sniffBytes) continue;
      if (isFirst && held2.subarray(0, sniffBytes).includes(0)) return [];
      isFirst = false;
      if (held2.length < windowBytes) continue;
      const end = held2.lastIndexOf(10) + 1 || held2.length;
      const found2 = hiddenInBytes(held2.subarray(0, end));
      if (found2.length > 0) return found2.map((one) => ({ ...one, line: one.line + line2 - 1 }));
      line2 += countLines(held2.subarray(0, end));
      held2 = held2.subarray(end);
    }
    return hiddenInBytes(held2).map((one) => ({ ...one, line: one.line + line2 - 1 }));
  } finally {
    printing.kill();
    await printing.exit;
  }
}
function countLines(bytes) {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

// src/adapters/repository/tree-diff.ts
async function diffTrees(pairs, { readTrees, idBytes, maxPaths, maxDepth, onOldName }) {
  const changes = pairs.map(() => []);
  let level = pairs.map((pair, of) => ({ ...pair, path: "", of })).filter(differs);
  let found2 = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw tooMuch(`folders deeper than ${maxDepth}`);
    const bodies = await readTrees(idsOf(level), depth);
    const parsed = /* @__PURE__ */ new Map();
    const entriesOf = (id2) => {
      if (id2 === void 0) return none;
      const known = parsed.get(id2);
      if (known !== void 0) return known;
      const body = bodies.get(id2);
      if (body === void 0) throw tooMuch(`tree ${id2} cannot be read`);
      const entries = new Map(parseTree(body, idBytes).map((entry) => [entry.name, entry]));
      parsed.set(id2, entries);
      return entries;
    };
    const deeper = [];
    for (const pair of level) {
      const before = entriesOf(pair.before);
      const after = entriesOf(pair.after);
      if (onOldName !== void 0) for (const name of before.keys()) onOldName(name);
      for (const name of /* @__PURE__ */ new Set([...before.keys(), ...after.keys()])) {
        const from = before.get(name);
        const to = after.get(name);
        if (from?.id === to?.id && from?.mode === to?.mode) continue;
        const path = pair.path === "" ? name : `${pair.path}/${name}`;
        const folders = { before: idIfFolder(from), after: idIfFolder(to), path, of: pair.of };
        if (differs(folders)) deeper.push(folders);
        const fileBefore = ifFile(from);
        const fileAfter = ifFile(to);
        if (fileBefore === void 0 && fileAfter === void 0) continue;
        changes[pair.of]?.push({
          path,
          ...fileBefore === void 0 ? {} : { before: fileBefore },
          ...fileAfter === void 0 ? {} : { after: fileAfter }
        });
        found2 += 1;
      }
      if (found2 + deeper.length > maxPaths) throw tooMuch(`more than ${maxPaths} changed paths`);
    }
    level = deeper;
  }
  return changes;
}
var none = /* @__PURE__ */ new Map();
var differs = (pair) => pair.before !== pair.after;
var idsOf = (pairs) => [
  ...new Set(
    pairs.flatMap(({ before, after }) => [before, after]).filter((id2) => id2 !== void 0)
  )
];
var idIfFolder = (entry) => entry?.mode === folderMode ? entry.id : void 0;
var ifFile = (entry) => entry === void 0 || entry.mode === folderMode ? void 0 : { mode: entry.mode, id: entry.id };
var tooMuch = (what) => new GuardError("PUSH_REFUSED", `not everything was read: ${what}`);

// src/adapters/repository/new-commits.ts
var batch2 = 16;
function createCommitReader(context) {
  const { reader, cache, stored: stored2, limits, signal } = context;
  const idBytes = cache.refs.objectFormat === "sha256" ? 32 : 20;
  const changes = /* @__PURE__ */ new Map();
  async function readLocal(id2) {
    const object2 = await reader.read(id2);
    return object2?.type === "commit" ? { id: id2, ...parseCommit(object2.body) } : void 0;
  }
  async function readCommits(ids) {
    const read = async (wanted) => (await Promise.all(wanted.map(readLocal))).filter((commit) => commit !== void 0);
    const found2 = new Map((await read(ids)).map((commit) => [commit.id, commit]));
    const missing = ids.filter((id2) => !found2.has(id2));
    await cache.fetchTips(missing, signal);
    for (const commit of await read(missing)) found2.set(commit.id, commit);
    return found2;
  }
  async function readTrees(ids, depth) {
    const found2 = /* @__PURE__ */ new Map();
    const read = async (id2) => {
      const object2 = await reader.read(id2);
      if (object2?.type === "tree") found2.set(id2, object2.body);
    };
    await Promise.all(ids.map(read));
    const missing = ids.filter((id2) => !found2.has(id2) && id2 !== emptyTree[idBytes]);
    if (missing.length > 0) {
      await cache.fetchTrees(missing, depth === 0, signal);
      await Promise.all(missing.map(read));
    }
    for (const id2 of ids) if (id2 === emptyTree[idBytes]) found2.set(id2, Buffer.alloc(0));
    return found2;
  }
  const diff = (pairs, onOldName) => diffTrees(pairs, {
    readTrees,
    idBytes,
    maxPaths: limits.paths,
    maxDepth: limits.depth,
    ...onOldName === void 0 ? {} : { onOldName }
  });
  async function pairsOf(commits) {
    const parents = await readCommits([...new Set(commits.flatMap((commit) => commit.parents))]);
    const treeOf = (id2) => {
      const parent = parents.get(id2);
      if (parent === void 0) throw unreadable2(id2);
      return parent.tree;
    };
    return commits.map(
      ({ tree, parents: ids }) => (ids.length === 0 ? [void 0] : ids.map(treeOf)).map((before) => ({ before, after: tree }))
    );
  }
  async function compareBatch(commits) {
    const pairs = await pairsOf(commits);
    const flat = await diff(pairs.flat());
    let at = 0;
    for (const [index, { id: id2 }] of commits.entries()) {
      const count2 = pairs[index]?.length ?? 0;
      changes.set(id2, inAll(flat.slice(at, at + count2)));
      at += count2;
    }
    let total = 0;
    for (const list of changes.values()) total += list.length;
    if (total > limits.paths) throw tooMany(`changed paths (limit paths, ${limits.paths})`);
  }
  return {
    async listNew(start, tips) {
      const commits = [];
      const boundaries = /* @__PURE__ */ new Set();
      const seen = /* @__PURE__ */ new Set([start]);
      for (let level = [start]; level.length > 0; ) {
        const isNew = (id2) => stored2.commits.has(id2) && !tips.has(id2);
        for (const id2 of level) if (!isNew(id2)) boundaries.add(id2);
        const read = await Promise.all(level.filter(isNew).map(readLocal));
        level = [];
        for (const commit of read) {
          if (commit === void 0) continue;
          commits.push(commit);
          for (const parent of commit.parents) {
            if (seen.has(parent)) continue;
            seen.add(parent);
            level.push(parent);
          }
        }
        if (commits.length > limits.commits) {
          throw tooMany(`new commits (limit commits, ${limits.commits})`);
        }
      }
      return { commits: commits.sort(byTime), boundaries };
    },
    async readAll() {
      if (stored2.commits.size > limits.commits) {
        throw tooMany(`new commits (limit commits, ${limits.commits})`);
      }
      const read = await Promise.all([...stored2.commits].map(readLocal));
      return read.filter((commit) => commit !== void 0).sort(byTime);
    },
    async readCommit(id2) {
      return (await readCommits([id2])).get(id2);
    },
    async prefetch(ids) {
      const trees = [...(await readCommits(ids)).values()].map(({ tree }) => tree);
      await readTrees([...new Set(trees)], 0);
    },
    async changesOf(commits) {
      const open4 = commits.filter(({ id: id2 }) => !changes.has(id2));
      for (const part of inBatches(open4)) await compareBatch(part);
      return new Map(commits.map(({ id: id2 }) => [id2, changes.get(id2) ?? []]));
    },
    async compare(before, after) {
      const commits = await readCommits([before, after]);
      const from = commits.get(before);
      const to = commits.get(after);
      if (from === void 0) throw unreadable2(before);
      if (to === void 0) throw unreadable2(after);
      return (await diff([{ before: from.tree, after: to.tree }]))[0] ?? [];
    },
    async namesBefore(commits, names) {
      const old = /* @__PURE__ */ new Set();
      for (const part of inBatches(commits)) {
        const pairs = await pairsOf(part);
        await diff(pairs.flat(), (name) => names.has(name) && old.add(name));
      }
      return old;
    }
  };
}
function* inBatches(commits) {
  for (let end = commits.length; end > 0; end -= batch2) {
    yield commits.slice(Math.max(0, end - batch2), end);
  }
}
var byTime = (a, b) => b.time - a.time;
var emptyTree = {
  20: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  32: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
};
function inAll([first = [], ...others]) {
  if (others.length === 0) return first;
  const paths = others.map((list) => new Set(list.map(({ path }) => path)));
  return first.filter(({ path }) => paths.every((set) => set.has(path)));
}
var unreadable2 = (id2) => new GuardError("PUSH_REFUSED", `commit ${id2} cannot be read`);
var tooMany = (what) => new GuardError("PUSH_REFUSED", `not everything was read: ${what}`);

// src/core/secrets/replace-secrets.ts
import { Buffer as Buffer2 } from "node:buffer";
function replaceSecrets(name, engine, by) {
  const bytes = Buffer2.from(name);
  let text = "";
  let at = 0;
  for (const { start, end, rule } of engine.scan(bytes)) {
    text += bytes.toString("utf8", at, start) + by(rule);
    at = end;
  }
  return text + bytes.toString("utf8", at);
}

// src/core/git/object-parts.ts
var named = {
  commit: { "author ": "author line", "committer ": "committer line" },
  tag: { "tag ": "tag name", "tagger ": "tagger line" }
};
var maxKeyBytes = 10;
var newline = 10;
var blank = 32;
function objectParts(type, body) {
  const parts = [{ from: 0, lines: 0, where: `${type} header` }];
  for (let at = 0, lines = 0; at < body.length; lines += 1) {
    if (body[at] === newline) {
      return [...parts, { from: at + 1, lines: lines + 1, where: `${type} message` }];
    }
    if (body[at] !== blank) {
      const [key = ""] = /^[a-z]+ /.exec(body.toString("latin1", at, at + maxKeyBytes)) ?? [];
      const where = named[type][key];
      if (where !== void 0) parts.push({ from: at + key.length, lines, where });
      else if (parts.length > 1) parts.push({ from: at, lines, where: `${type} header` });
    }
    const end = body.indexOf(newline, at);
    at = end === -1 ? body.length : end + 1;
  }
  return parts;
}
var partAt = (parts, at) => parts.findLast(({ from }) => from <= at);

// src/adapters/repository/batch-splitter.ts
function createBatchSplitter(open4) {
  let sink;
  let left = 0;
  let head = "";
  let isBehindObject = false;
  function takeBody(to, bytes) {
    const part = bytes.subarray(0, left);
    to.push(part);
    left -= part.length;
    if (left === 0) close2(to);
    return bytes.subarray(part.length);
  }
  function takeHead(bytes) {
    const end = bytes.indexOf(10);
    head += bytes.toString("latin1", 0, end === -1 ? void 0 : end);
    if (end === -1) return bytes.subarray(bytes.length);
    const [id2 = "", type = "", digits = ""] = head.split(" ");
    head = "";
    left = Number(digits);
    sink = open4({ id: id2, type, size: left });
    if (left === 0) close2(sink);
    return bytes.subarray(end + 1);
  }
  function close2(to) {
    to.end();
    sink = void 0;
    isBehindObject = true;
  }
  function takeNewline(bytes) {
    isBehindObject = false;
    return bytes.subarray(1);
  }
  return {
    push(chunk) {
      for (let bytes = chunk; bytes.length > 0; ) {
        if (sink !== void 0) bytes = takeBody(sink, bytes);
        else bytes = isBehindObject ? takeNewline(bytes) : takeHead(bytes);
      }
    },
    /** Git says no more: an object that was cut short ends here. */
    end() {
      if (sink !== void 0) close2(sink);
    }
  };
}

// src/adapters/repository/binary-runs.ts
var samples = 8;
var sampleBytes = 512;
var maxControls = 1;
var minRun = 8;
function createWindowScan(engine, maxBytes) {
  let runs;
  return (window) => {
    if (!isBinary(window) || isUtf32(window)) return engine.scan(window);
    runs ??= createRuns(maxBytes);
    return scanRuns(engine, window, runs);
  };
}
function isBinary(window) {
  let controls2 = 0;
  let seen = 0;
  const step = Math.max(sampleBytes, Math.floor(window.length / samples));
  for (let at = 0; at < window.length; at += step) {
    for (const byte of window.subarray(at, at + sampleBytes)) {
      seen += 1;
      if (byte < 32 && !isSpace(byte)) controls2 += 1;
    }
  }
  return controls2 * 100 > seen * maxControls;
}
function isUtf32(window) {
  const step = Math.max(sampleBytes, Math.floor(window.length / samples) & ~3);
  let little = window.length >= minWide;
  let big = little;
  for (let at = 0; at < window.length && (little || big); at += step) {
    const end = Math.min(at + sampleBytes, window.length - 3);
    for (let unit = at; unit < end; unit += 4) {
      little &&= isCharacter(window.readUInt32LE(unit));
      big &&= isCharacter(window.readUInt32BE(unit));
    }
  }
  return little || big;
}
var minWide = 4 * minRun;
var isCharacter = (code) => code > 0 && code <= 1114111;
function isSpace(byte) {
  return byte === 9 || byte === 10 || byte === 13 || byte === 12 || byte === 27;
}
var createRuns = (maxBytes) => ({
  joined: Buffer.allocUnsafeSlow(maxBytes + maxBytes / minRun + 1),
  places: new Uint32Array(2 * Math.ceil(maxBytes / minRun))
});
function scanRuns(engine, window, runs) {
  const { length, count: count2 } = joinRuns(window, runs);
  if (length === 0) return [];
  return engine.scan(runs.joined.subarray(0, length)).map((match) => {
    let last = 0;
    while (last + 1 < count2 && (runs.places[2 * last + 2] ?? 0) <= match.start) last += 1;
    const from = runs.places[2 * last] ?? 0;
    return shifted(match, (runs.places[2 * last + 1] ?? 0) - from);
  });
}
var inRun = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte === 0 || isSpace(byte) || byte >= 32 && byte < 127 ? 1 : 0
);
function joinRuns(window, { joined: joined3, places }) {
  let floor = 0;
  let length = 0;
  let count2 = 0;
  for (let at = minRun - 1; at < window.length; ) {
    if (inRun[window[at]] === 0) {
      at += minRun;
      continue;
    }
    let start = at;
    while (start > floor && continues(window, start - 1, start)) start -= 1;
    let end = at + 1;
    while (end < window.length && continues(window, end, end - 1)) end += 1;
    if (end - start >= minRun && countText(window, start, end) >= minRun) {
      places[2 * count2] = length;
      places[2 * count2 + 1] = start;
      count2 += 1;
      for (let from = start; from < end; from += 1) joined3[length++] = window[from];
      joined3[length++] = 10;
    }
    floor = end;
    at = end + minRun - 1;
  }
  return { length, count: count2 };
}
var continues = (window, at, neighbour) => inRun[window[at]] === 1 && (window[at] !== 0 || window[neighbour] !== 0);
function countText(window, start, end) {
  let count2 = 0;
  for (let at = start; at < end && count2 < minRun; at += 1) if (window[at] !== 0) count2 += 1;
  return count2;
}
var shifted = (match, by) => ({
  start: match.start + by,
  end: match.end + by,
  rule: match.rule,
  tier: match.tier,
  confidence: match.confidence,
  fingerprint: match.fingerprint,
  ...match.known === void 0 ? {} : { known: match.known }
});

// src/adapters/repository/packed-scans.ts
import { Buffer as Buffer4 } from "node:buffer";

// src/core/secrets/packed/packed-budget.ts
var packedLimits = {
  files: 1e5,
  bytes: 2147483648,
  ratio: 250,
  ratioFrom: 33554432,
  layers: 4
};
var LimitReached = class extends Error {
};
function createPackedBudget(limits = packedLimits) {
  let files = 0;
  let bytes = 0;
  const spent = `beyond ${limits.bytes} unpacked bytes`;
  return {
    enter(layer) {
      if (layer >= limits.layers) return `packed more than ${limits.layers} times over`;
      if (files >= limits.files) return `beyond ${limits.files} packed files`;
      if (bytes > limits.bytes) return spent;
      files += 1;
      return void 0;
    },
    meter() {
      let grown = 0;
      return (more, bytesRead) => {
        grown += more;
        bytes += more;
        if (bytes > limits.bytes) throw new LimitReached(spent);
        if (grown > limits.ratioFrom && grown > limits.ratio * bytesRead) {
          throw new LimitReached(`becoming more than ${limits.ratio} times its size`);
        }
      };
    },
    reasonOf: (error) => error instanceof LimitReached ? error.message : "damaged or cut off"
  };
}

// src/core/secrets/packed/packed-reader.ts
import { Buffer as Buffer3 } from "node:buffer";

// src/core/secrets/packed/closed-format.ts
var formats = [
  [/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/, "bzip2"],
  [/^\xfd7zXZ\0/, "xz"],
  [/^7z\xbc\xaf\x27\x1c/, "7-Zip"],
  [/^Rar!\x1a\x07/, "RAR"],
  [/^\x28\xb5\x2f\xfd/, "Zstandard"],
  [/^\x04\x22\x4d\x18/, "LZ4"],
  [/^LZIP\x01/, "lzip"],
  [/^\x5d\0\0..\xff{8}/s, "LZMA"],
  [/^\x1f\x9d[\x80-\xff]/, "compress"],
  [/^MSCF\0{4}/, "a cabinet"],
  [/^\xed\xab\xee\xdb/, "RPM"],
  [/^!<arch>\ndebian-binary/, "a Debian package"],
  [/^hsqs/, "SquashFS"]
];
var formatBytes = 24;
function closedFormat(start) {
  const text = start.toString("latin1", 0, formatBytes);
  return formats.find(([begins]) => begins.test(text))?.[1];
}

// src/core/secrets/packed/inflater.ts
import { createInflateRaw } from "node:zlib";
var noBytes = new Uint8Array();
var chunkSize = 262144;
function createInflater(take) {
  const inflate = createInflateRaw({ chunkSize });
  let progress = { state: "open" };
  let fed = 0;
  let last = noBytes;
  let settle = () => {
  };
  const fail = (error) => {
    progress = { state: "broken", error };
    inflate.destroy();
    settle();
  };
  inflate.on("data", (bytes) => {
    try {
      const taken = take(bytes);
      if (taken === void 0) return;
      inflate.pause();
      taken.then(() => inflate.resume(), fail);
    } catch (error) {
      fail(error);
    }
  });
  inflate.on("error", fail);
  inflate.on("end", () => {
    progress = { state: "ended", rest: last.subarray(last.length - (fed - inflate.bytesWritten)) };
    settle();
  });
  const wait = async (begin) => {
    if (progress.state !== "open") return progress;
    await new Promise((done) => {
      settle = done;
      begin();
    });
    return progress;
  };
  return {
    write: (piece) => wait(() => {
      fed += piece.length;
      last = piece;
      inflate.write(piece, () => {
        if (inflate.bytesWritten === fed) settle();
      });
    }),
    end: () => wait(() => inflate.end()),
    bytesRead: () => inflate.bytesWritten,
    close: () => void inflate.destroy()
  };
}

// src/core/secrets/packed/zip-entry.ts
var zipMagic = [80, 75, 3, 4];
var fixedBytes = 30;
var maxName = 4096;
var knownFlags = 10367;
var encrypted = 8257;
var utf8 = 2048;
var maxVersion = 63;
var stored = 0;
var deflated = 8;
var closedMethods = {
  1: "shrunk",
  6: "imploded",
  9: "packed with Deflate64",
  12: "packed with bzip2",
  14: "packed with LZMA",
  20: "packed with Zstandard",
  93: "packed with Zstandard",
  95: "packed with xz",
  96: "packed as JPEG",
  97: "packed with WavPack",
  98: "packed with PPMd",
  99: "encrypted"
};
function readZipEntry(bytes) {
  if (bytes.length < fixedBytes) return "more";
  const flags = bytes.readUInt16LE(6);
  const method = bytes.readUInt16LE(8);
  const nameBytes = bytes.readUInt16LE(26);
  const headerBytes = fixedBytes + nameBytes + bytes.readUInt16LE(28);
  const isKnown = method === stored || method === deflated || closedMethods[method] !== void 0;
  if ((bytes[4] ?? 0) > maxVersion || (flags & ~knownFlags) !== 0 || !isKnown) return void 0;
  if (nameBytes === 0 || nameBytes > maxName) return void 0;
  if (bytes.length < headerBytes) return "more";
  const encoding = (flags & utf8) === 0 ? "latin1" : "utf8";
  const name = bytes.toString(encoding, fixedBytes, fixedBytes + nameBytes);
  if (name.includes("\0")) return void 0;
  return { name, headerBytes, holds: held(flags, method) };
}
function held(flags, method) {
  if ((flags & encrypted) !== 0) return { closed: "encrypted" };
  if (method === stored) return "plain";
  if (method === deflated) return "deflated";
  return { closed: closedMethods[method] ?? "" };
}

// src/core/secrets/packed/packed-reader.ts
var zipBytes = Buffer3.from(zipMagic);
var noBytes2 = Buffer3.alloc(0);
var gzipBytes = Buffer3.from([31, 139, 8]);
var magicBytes = 4;
var maxHeader = { zip: 131072, gzip: 4096 };
var minBroken = 512;
var createPackedReader = (options) => readPacked(options, { names: [], layer: 0, around: void 0 });
function readPacked(options, { names, layer, around }) {
  const { budget, leaveOut } = options;
  let state = { at: "start" };
  let held2 = noBytes2;
  let begins;
  async function goOn(isLast) {
    for (; ; ) {
      if (state.at === "start") {
        if (held2.length < formatBytes && !isLast) return;
        const format = closedFormat(held2);
        if (format !== void 0) leaveOut(names, `packed with ${format}, which is not opened`);
        begins = startsWith(zipBytes) ? "zip" : startsWith(gzipBytes) ? "gzip" : void 0;
        state = { at: "search" };
      }
      if (state.at === "file") {
        if (!await inflate(state, isLast)) return;
      } else if (!find(isLast)) return;
    }
  }
  const startsWith = (magic) => magic.equals(held2.subarray(0, magic.length));
  function find(isLast) {
    const next = createSearch(held2);
    for (let at = next(0); at !== -1; at = next(at + 1)) {
      const from = held2.subarray(at);
      const kind = from[0] === zipBytes[0] ? "zip" : "gzip";
      const begun = kind === "zip" ? readZipEntry(from) : readGzipHeader(from);
      if (begun === "more" && !isLast && from.length < maxHeader[kind]) {
        held2 = from;
        return false;
      }
      if (begun === void 0 || begun === "more") continue;
      held2 = from.subarray(begun.headerBytes);
      const inner = begun.name === void 0 ? names : [...names, begun.name];
      if (typeof begun.holds === "object") leaveOut(inner, begun.holds.closed);
      else if (begun.holds === "deflated") start(inner, begins === kind);
      return true;
    }
    held2 = isLast ? noBytes2 : begunMagic(held2);
    return false;
  }
  function start(inner, isSure) {
    const refused4 = budget.enter(layer);
    if (refused4 !== void 0) {
      leaveOut(inner, refused4);
      return;
    }
    const sink = options.open(inner, around);
    const deeper = readPacked(options, { names: inner, layer: layer + 1, around: sink });
    const grow = budget.meter();
    let grown = 0;
    const inflater = createInflater((bytes) => {
      grown += bytes.length;
      grow(bytes.length, inflater.bytesRead());
      sink.push(bytes);
      return deeper.push(bytes);
    });
    const end = async (error) => {
      inflater.close();
      await deeper.end();
      sink.end();
      if (error !== void 0 && (isSure || grown >= minBroken)) {
        leaveOut(inner, budget.reasonOf(error));
      }
    };
    state = { at: "file", inflater, end };
  }
  async function inflate({ inflater, end }, isLast) {
    const piece = held2;
    const progress = piece.length > 0 ? await inflater.write(piece) : { state: "open" };
    const now = progress.state === "open" && isLast ? await inflater.end() : progress;
    if (now.state === "open") {
      held2 = noBytes2;
      return false;
    }
    await end(now.state === "broken" ? now.error : void 0);
    state = { at: "search" };
    held2 = now.state === "ended" ? now.rest : progress.state === "open" ? noBytes2 : piece;
    return true;
  }
  return {
    async push(piece) {
      held2 = held2.length === 0 ? piece : Buffer3.concat([held2, piece]);
      await goOn(false);
    },
    end: () => goOn(true)
  };
}
function begunMagic(bytes) {
  const tail = bytes.subarray(-(magicBytes - 1));
  const at = tail.findIndex((byte) => byte === zipBytes[0] || byte === gzipBytes[0]);
  return at === -1 ? noBytes2 : tail.subarray(at);
}
var holdsPackedFile = (bytes) => bytes.includes(zipBytes) || bytes.includes(gzipBytes);
function createSearch(bytes) {
  const places = [zipBytes, gzipBytes].map((magic) => ({ magic, at: bytes.indexOf(magic) }));
  return (from) => {
    let nearest = -1;
    for (const place of places) {
      if (place.at !== -1 && place.at < from) place.at = bytes.indexOf(place.magic, from);
      if (place.at !== -1 && (nearest === -1 || place.at < nearest)) nearest = place.at;
    }
    return nearest;
  };
}
function readGzipHeader(bytes) {
  const headerBytes = gzipHeaderBytes(bytes.subarray(0, maxHeader.gzip));
  if (headerBytes === void 0 || headerBytes === "more") return headerBytes;
  return { name: void 0, headerBytes, holds: "deflated" };
}

// src/adapters/repository/packed-scans.ts
function createPackedScans(start) {
  const waiting = [];
  return {
    of(found2) {
      const hits = [];
      let reader;
      let before = Buffer4.alloc(0);
      const open4 = (inside, around) => {
        const layer = around === void 0 ? 0 : around.layer + 1;
        const scan = start(layer);
        return {
          layer,
          push: (bytes) => scan.push(bytes),
          end: () => void hits.push(...scan.end().map((hit) => ({ ...hit, inside })))
        };
      };
      const read = (into, bytes) => waiting.push(() => into.push(bytes));
      return {
        push(bytes) {
          if (reader !== void 0) read(reader, bytes);
          else if (holdsPackedFile(bytes) || holdsPackedFile(joint(before, bytes))) {
            const budget = createPackedBudget();
            reader = createPackedReader({ budget, open: open4, leaveOut: () => {
            } });
            read(reader, Buffer4.concat([before, bytes]));
          } else before = Buffer4.from(bytes.subarray(-(magicBytes - 1)));
        },
        end() {
          const opened = reader;
          if (opened === void 0) return;
          waiting.push(async () => {
            await opened.end();
            found2(hits);
          });
        }
      };
    },
    async settle() {
      for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) await next();
    }
  };
}
var joint = (before, bytes) => Buffer4.concat([before, bytes.subarray(0, magicBytes - 1)]);

// src/adapters/repository/scan-objects.ts
var smallBytes = 1024;
var windowBytes2 = 2 * 1048576;
var overlapBytes = 131072;
var edgeBytes = 65536;
var maxNames = 1e6;
async function scanObjects(context) {
  const { git, place, limits, signal } = context;
  const printing = git.start({
    args: ["cat-file", "--batch-all-objects", "--unordered", "--batch", "--buffer"],
    place,
    signal,
    timeoutMs: limits.scanMs
  });
  printing.stdin.end();
  const hits = [];
  const add = (found2) => {
    hits.push(...found2);
    if (hits.length > limits.findings * 50) throw tooMuch2("too many secrets (limit findings)");
  };
  const shared = newShared(context.engine);
  const packed = createPackedScans(packedSearch(context));
  const splitter = createBatchSplitter(({ id: id2, type, size }) => {
    const whole = scanObject(context, id2, type, shared);
    if (type !== "blob") return { push: whole.push, end: () => add(whole.end()) };
    const scan = size <= smallBytes ? withCopy(whole, context) : whole;
    const values = /* @__PURE__ */ new Set();
    const isNew = ({ fingerprint }) => !values.has(fingerprint);
    const inner = packed.of(
      (found2) => add(found2.filter(isNew).map((hit) => ({ ...hit, object: id2 })))
    );
    return {
      push(bytes) {
        scan.push(bytes);
        inner.push(bytes);
      },
      end() {
        const found2 = scan.end();
        for (const { fingerprint } of found2) values.add(fingerprint);
        add(found2);
        inner.end();
      }
    };
  });
  try {
    for await (const chunk of printing.stdout) {
      context.garbage.add(chunk.length);
      splitter.push(chunk);
      await packed.settle();
    }
    splitter.end();
    await packed.settle();
  } catch (error) {
    printing.kill();
    await printing.exit;
    throw error;
  }
  const exit = await printing.exit;
  if (exit.code !== 0) throw tooMuch2(exitText(exit, limits));
  return hits;
}
async function scanPackedIn(engine, body) {
  const hits = [];
  const packed = createPackedScans(packedSearch({ engine, idBytes: 0 }));
  const file = packed.of((found2) => void hits.push(...found2));
  file.push(body);
  file.end();
  await packed.settle();
  return hits;
}
function packedSearch(context) {
  const layers = [];
  return (layer) => {
    layers[layer] ??= newShared(context.engine);
    return scanObject(context, "", "blob", layers[layer]);
  };
}
function withCopy(scan, { onSmallFile }) {
  if (onSmallFile === void 0) return scan;
  const parts = [];
  return {
    push(bytes) {
      parts.push(bytes);
      scan.push(bytes);
    },
    end() {
      onSmallFile(Buffer.concat(parts));
      return scan.end();
    }
  };
}
var newShared = (engine) => ({
  names: /* @__PURE__ */ new Set(),
  window: Buffer.allocUnsafeSlow(windowBytes2),
  scanWindow: createWindowScan(engine, windowBytes2)
});
function scanObject({ engine, idBytes, onPlainFile }, object2, type, { names, window, scanWindow }) {
  if (type === "tree") return scanTree(engine, object2, idBytes, names);
  const hits = [];
  let held2 = 0;
  let line2 = 1;
  let reported = 0;
  let hides;
  let parts;
  let before = 0;
  const look = (isLast) => {
    const seen = window.subarray(0, held2);
    parts ??= type === "blob" ? [] : objectParts(type, seen);
    if (type === "blob" && (hides === void 0 || hides === false)) {
      hides = mayHide(seen, hides === void 0);
    }
    const keep = isLast ? held2 : held2 - overlapBytes;
    const sure = isLast ? held2 : held2 - edgeBytes;
    let covered = reported;
    for (const { start, end, rule, confidence, fingerprint } of scanWindow(seen)) {
      if (start < reported || end > sure) continue;
      covered = Math.max(covered, end);
      const at = line2 + countLines(seen.subarray(0, start));
      const hit = { object: object2, type, rule, confidence, fingerprint, line: at };
      const part = partAt(parts, before + start);
      hits.push(part === void 0 ? hit : { ...hit, part: part.where, line: at - part.lines });
    }
    if (isLast) return;
    line2 += countLines(seen.subarray(0, keep));
    reported = Math.max(0, covered - keep);
    window.copyWithin(0, keep, held2);
    held2 -= keep;
    before += keep;
  };
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const copied = bytes.copy(window, held2, at);
        held2 += copied;
        at += copied;
        if (held2 === window.length && at < bytes.length) look(false);
      }
    },
    end() {
      if (held2 > 0) look(true);
      if (type === "blob" && hides !== true) onPlainFile?.(object2);
      return hits;
    }
  };
}
function scanTree(engine, object2, idBytes, names) {
  const parts = [];
  return {
    push: (bytes) => void parts.push(Buffer.from(bytes)),
    end() {
      const fresh = freshNames(Buffer.concat(parts), idBytes, names);
      if (fresh.length === 0) return [];
      const text = Buffer.from(fresh.join("\n"), "latin1");
      return engine.scan(text).map(({ start, rule, confidence, fingerprint }) => {
        const line2 = countLines(text.subarray(0, start));
        const name = fresh[line2] ?? "";
        return { object: object2, type: "tree", rule, confidence, fingerprint, line: 0, name };
      });
    }
  };
}
function freshNames(body, idBytes, names) {
  const text = body.toString("latin1");
  const fresh = [];
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(" ", at);
    const nul = text.indexOf("\0", space);
    if (space === -1 || nul === -1) throw tooMuch2("a folder listing is damaged");
    const name = text.slice(space + 1, nul);
    if (!names.has(name)) {
      const own = Buffer.from(name, "latin1").toString("latin1");
      if (names.size < maxNames) names.add(own);
      fresh.push(own);
    }
    at = nul + 1 + idBytes;
  }
  return fresh;
}
var tooMuch2 = (what) => new GuardError("PUSH_REFUSED", `not everything was read: ${what}`);

// src/adapters/repository/place-secrets.ts
var maxMovedFrom = 8;
async function placeSecrets(hits, { engine, files, changes, sinceTips, oldNames, maxFindings }) {
  const looked = hits.slice(0, maxFindings);
  const placed = looked.map((hit) => ({ hit, places: placesOf(hit, changes, sinceTips) }));
  await files.prefetch(placed.flatMap(({ places }) => places.flatMap(({ earlier }) => earlier)));
  const scans = /* @__PURE__ */ new Map();
  const heldBefore = async (hit, { earlier }) => {
    for (const id2 of earlier) {
      const keys = scans.get(id2) ?? await keysIn(id2, engine, files);
      scans.set(id2, keys);
      if (keys.has(keyOf(hit))) return true;
    }
    return false;
  };
  const unplaced = placed.flatMap(
    ({ hit, places }) => places.length === 0 ? hit.name ?? [] : []
  );
  const old = unplaced.length === 0 ? /* @__PURE__ */ new Set() : await oldNames(new Set(unplaced));
  const secrets = [];
  const told = (hit, place) => toSecret(hit, place, engine);
  for (const { hit, places } of placed) {
    const blamed = [];
    for (const place of places) {
      if (engine.isAllowedAt?.(place.path, hit) !== true && !await heldBefore(hit, place))
        blamed.push(place);
    }
    const oldest = blamed.at(-1);
    if (oldest !== void 0) {
      secrets.push(told(hit, { ...oldest, path: withoutSecrets(oldest.path, engine) }));
    } else if (places.length === 0 && !old.has(hit.name ?? "")) secrets.push(told(hit));
  }
  return [...secrets, ...hits.slice(maxFindings).map((hit) => told(hit))];
}
async function keysIn(id2, engine, files) {
  const body = await files.readWhole(id2);
  if (body === void 0) return /* @__PURE__ */ new Set();
  return new Set([...engine.scan(body), ...await scanPackedIn(engine, body)].map(keyOf));
}
var keyOf = ({ rule, fingerprint }) => `${rule} ${fingerprint}`;
function placesOf(hit, commits, sinceTips) {
  if (hit.type === "commit") return [{ commit: hit.object, path: "", earlier: [] }];
  if (hit.type === "tag" || commits === "unknown") return [];
  return commits.flatMap(
    ({ commit, changes }) => changes.filter((change) => hit.type === "blob" ? isBlob(hit, change) : addsName(hit, change)).map(({ path, before }) => ({
      commit: commit.id,
      path: decodePath(path),
      earlier: hit.type === "blob" ? [
        ...before === void 0 ? deletedIds(changes) : [before.id],
        ...sinceTips.filter((one) => one.path === path).flatMap(({ before: at }) => at?.id ?? [])
      ] : []
    }))
  );
}
var isBlob = ({ object: object2 }, { after }) => after?.id === object2;
var addsName = ({ name }, { path, before, after }) => before === void 0 && after !== void 0 && path.split("/").includes(name ?? "");
var deletedIds = (changes) => changes.flatMap(({ before, after }) => before !== void 0 && after === void 0 ? before.id : []).slice(0, maxMovedFrom);
var withoutSecrets = (path, engine) => visibleLine(replaceSecrets(path, engine, () => "***"));
function toSecret(hit, place, engine) {
  const { rule, confidence, fingerprint, object: object2, type, line: line2, inside = [] } = hit;
  return {
    rule,
    confidence,
    fingerprint,
    object: object2,
    ...place === void 0 ? {} : { commit: place.commit },
    ...place === void 0 || place.path === "" ? {} : { path: place.path },
    ...inside.length === 0 ? {} : { inside: withoutSecrets(inside.join("!/"), engine) },
    ...type === "tree" ? {} : { line: line2 },
    where: hit.part ?? (type === "tree" ? "path" : type)
  };
}

// src/adapters/repository/quarantine.ts
var maxPlain = 1e5;
function createQuarantine(context, onUnknown) {
  const { git, cache, stored: stored2, folder, place, limits, garbage } = context;
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);
  const withCache = { ...place, alternates: [cache.place.objects] };
  const reader = createObjectReader(git, withCache, limits.recordBytes);
  const commits = createCommitReader({ reader, cache, stored: stored2, limits, signal });
  const files = createFileReader({
    git,
    place: withCache,
    reader,
    cache,
    limits,
    signal,
    async isPlain(id2) {
      await Promise.allSettled(scans.values());
      return plain2.has(id2);
    }
  });
  const plain2 = /* @__PURE__ */ new Set();
  const pointers = /* @__PURE__ */ new Map();
  const scans = /* @__PURE__ */ new Map();
  const scan = (engine) => {
    const known = scans.get(engine);
    if (known !== void 0) return known;
    const idBytes = cache.refs.objectFormat === "sha256" ? 32 : 20;
    const scanning = scanObjects({
      git,
      place,
      engine,
      limits,
      signal,
      garbage,
      idBytes,
      onSmallFile(body) {
        const pointer = readPointer(body);
        if (pointer !== void 0 && pointers.size <= limits.lfsPointers) {
          pointers.set(pointer.oid, pointer);
        }
      },
      onPlainFile(id2) {
        if (plain2.size < maxPlain) plain2.add(id2);
      }
    });
    scans.set(engine, scanning);
    scanning.catch(() => scans.delete(engine));
    return scanning;
  };
  const changesInPush = async () => {
    try {
      const all = await commits.readAll();
      const changes = await commits.changesOf(all);
      return all.map((commit) => ({ commit, changes: changes.get(commit.id) ?? [] }));
    } catch (error) {
      if (error instanceof GuardError) return "unknown";
      throw error;
    }
  };
  let examining = Promise.resolve();
  let sinceTips = [];
  let judged = /* @__PURE__ */ new Set();
  async function examineAll(commands, tips) {
    const found2 = [];
    const differing = [];
    const reached = /* @__PURE__ */ new Set();
    const shared = { git, place: withCache, cache, commits, reader, limits, signal, files };
    for (const command of commands) {
      const { facts: facts2, sinceTip } = await examineCommand(command, tips, shared);
      found2.push(facts2);
      differing.push(...sinceTip);
      reached.add(command.new);
      if (facts2.commits !== "unknown") for (const { id: id2 } of facts2.commits) reached.add(id2);
    }
    sinceTips = differing;
    judged = reached;
    return found2;
  }
  async function findSecrets(engine) {
    const hits = await scan(engine);
    if (hits.length === 0) return [];
    await examining.catch(() => {
    });
    const changes = await changesInPush();
    const known = changes === "unknown" ? [] : changes.map(({ commit }) => commit);
    return placeSecrets(hits, {
      engine,
      files,
      changes,
      sinceTips,
      oldNames: (names) => commits.namesBefore(known, names),
      maxFindings: limits.findings
    });
  }
  return {
    packBytes: stored2.bytes,
    objects: stored2.objects,
    inflatedBytes: stored2.inflatedBytes,
    examine(commands, tips) {
      const facts2 = examineAll(commands, tips);
      examining = facts2;
      return facts2;
    },
    async secrets(engine) {
      if (stored2.path === void 0) return [];
      try {
        return await findSecrets(engine);
      } catch (error) {
        if (!(error instanceof GuardError)) throw error;
        onUnknown?.(error.message);
        return "unknown";
      }
    },
    async lfsPointers(engine) {
      if (stored2.path === void 0) return [];
      try {
        await scan(engine);
        return pointers.size > limits.lfsPointers ? "unknown" : [...pointers.values()];
      } catch (error) {
        if (error instanceof GuardError) return "unknown";
        throw error;
      }
    },
    readPack() {
      if (stored2.path === void 0) return Readable.from([]);
      return Readable.from(packBytes(stored2.path, garbage), { objectMode: false });
    },
    async adopt() {
      const records = [...stored2.commits, ...stored2.tags];
      if (stored2.path === void 0 || !records.every((id2) => judged.has(id2))) return;
      await cache.adopt(stored2.path, stored2.bytes);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled([reader.close(), ...scans.values()]);
      await removeFolder(folder);
      garbage.end();
    }
  };
}
async function* packBytes(path, garbage) {
  for await (const chunk of createReadStream(path, { highWaterMark: 262144 })) {
    yield chunk;
    garbage.add(chunk.length);
  }
}

// src/adapters/repository/repository-limits.ts
var MiB = 1048576;
var GiB = 1024 * MiB;
var defaultLimits = {
  packBytes: 2 * GiB + 64 * MiB,
  objects: 2e6,
  blobBytes: 2 * GiB,
  recordBytes: 32 * MiB,
  inflatedBytes: 32 * GiB,
  inflation: 150,
  freeInflatedBytes: 512 * MiB,
  commits: 5e3,
  paths: 5e4,
  depth: 128,
  cpuSeconds: 300,
  memoryBytes: 4 * GiB,
  processMs: 12e4,
  receiveMs: 36e5,
  upstreamMs: 18e4,
  historyBytes: GiB,
  treeBytes: 24 * MiB,
  earlierBytes: 64 * MiB,
  refs: 2e5,
  textBytes: MiB,
  findings: 200,
  lfsPointers: 1e4,
  scanMs: 6e5
};
function sizeText(bytes) {
  if (bytes >= GiB) return `${trim(bytes / GiB)} GiB`;
  if (bytes >= MiB) return `${trim(bytes / MiB)} MiB`;
  return bytes >= 1024 ? `${trim(bytes / 1024)} KiB` : `${bytes} bytes`;
}
var trim = (value) => value.toFixed(1).replace(/\.0$/, "");

// src/adapters/repository/session-folders.ts
import { createHash, randomUUID } from "node:crypto";
import { mkdir as mkdir3, readdir } from "node:fs/promises";
import { join as join6, resolve } from "node:path";
async function openSessionFolders(directory, keepCaches) {
  const root = resolve(directory);
  if (root.includes(":")) {
    throw new GuardError(
      "MACHINE_UNSUITABLE",
      `git cannot work in a folder with a colon: ${root}`,
      {
        hint: "Choose another folder for the guard."
      }
    );
  }
  const spool = join6(root, "spool");
  const caches = join6(root, "cache");
  try {
    for (const folder of [root, spool, caches]) {
      await mkdir3(folder, { recursive: true, mode: 448 });
    }
    for (const left of await readdir(spool)) await removeFolder(join6(spool, left));
    if (!keepCaches)
      for (const left of await readdir(caches)) await removeFolder(join6(caches, left));
  } catch (cause) {
    throw new GuardError("MACHINE_UNSUITABLE", `${root} cannot be used for git objects`, { cause });
  }
  return {
    newPush: (objectFormat) => makeBareRepository(join6(spool, randomUUID()), objectFormat),
    cacheOf: (name, objectFormat) => makeBareRepository(join6(caches, `${hashOf(`${objectFormat} ${name}`)}.git`), objectFormat),
    async remove() {
      await removeFolder(spool);
      if (!keepCaches) await removeFolder(caches);
    }
  };
}
var hashOf = (text) => createHash("sha256").update(text).digest("hex");

// src/adapters/repository/store-received.ts
import { readdir as readdir2, stat } from "node:fs/promises";
import { join as join8 } from "node:path";

// src/adapters/repository/check-objects.ts
import { mkdir as mkdir4 } from "node:fs/promises";
import { join as join7 } from "node:path";
import { createInterface } from "node:readline";
async function checkObjects(context, packBytes2) {
  if (context.isChecked) return takeCensus(context, packBytes2, () => {
  });
  const { census, missing } = await checkForm(context, packBytes2, []);
  const own = await keepOwn(context, missing);
  if (own.length > 0) await checkForm(context, packBytes2, own);
  return census;
}
async function checkForm({ git, place, limits, signal, isChecked }, packBytes2, blobs) {
  const scratch = join7(place.gitDir, "check");
  await mkdir4(join7(scratch, "pack"), { recursive: true, mode: 448 });
  const packing = git.start({
    args: ["pack-objects", "--stdout", "-q", "--window=0", "--delta-base-offset"],
    place,
    signal
  });
  const checking = git.start({
    args: ["index-pack", "--stdin", "--fsck-objects"],
    place: { gitDir: place.gitDir, objects: scratch },
    signal
  });
  packing.stdout.pipe(checking.stdin);
  let printed = "";
  checking.stdout.setEncoding("latin1");
  checking.stdout.on("data", (text) => {
    printed += text.slice(0, maxPrinted - printed.length);
  });
  const writing = createIdWriter(packing);
  try {
    for (const id2 of blobs) await writing.write(id2);
    const context = { git, place, limits, signal, isChecked };
    const census = await takeCensus(context, packBytes2, writing.write);
    packing.stdin.end();
    const packed = await packing.exit;
    if (packed.code !== 0) throw refused2(exitText(packed, limits));
    const exit = await checking.exit;
    const attributes = exit.code === 0 ? [] : missingAttributes(exit.stderr);
    if (attributes === void 0) throw refused2(fsckText(exitText(exit, limits)));
    const modules = printed.match(/^[0-9a-f]{40,64}$/gm) ?? [];
    return { census, missing: [.../* @__PURE__ */ new Set([...attributes, ...modules])] };
  } catch (error) {
    packing.kill();
    checking.kill();
    await Promise.all([packing.exit, checking.exit]);
    throw error;
  } finally {
    await removeFolder(scratch);
  }
}
var maxPrinted = 262144;
function missingAttributes(stderr) {
  const lines = stderr.trim().split("\n");
  if (lines.at(-1) !== "fatal: fsck error in pack objects") return void 0;
  const ids = [];
  for (const line2 of lines.slice(0, -1)) {
    if (line2.startsWith("warning: ")) continue;
    const id2 = /^error: object ([0-9a-f]+): gitattributesMissing: /.exec(line2)?.[1];
    if (id2 === void 0) return void 0;
    ids.push(id2);
  }
  return ids;
}
function createIdWriter({ stdin, exit }) {
  let isGone = false;
  let wake = () => {
  };
  void exit.then(() => {
    isGone = true;
    wake();
  });
  return {
    /** Waits while git is busy; what git no longer takes is dropped, and its exit says why. */
    async write(id2) {
      if (isGone || stdin.write(`${id2}
`)) return;
      await new Promise((resolve2) => {
        wake = resolve2;
        stdin.once("drain", resolve2);
        if (isGone) resolve2();
      });
    }
  };
}
async function takeCensus({ git, place, limits, signal }, packBytes2, onRecord) {
  const most = Math.min(
    limits.inflatedBytes,
    Math.max(limits.freeInflatedBytes, packBytes2 * limits.inflation)
  );
  const listing = git.start({
    args: [
      "cat-file",
      "--batch-all-objects",
      "--unordered",
      "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    ],
    place: { gitDir: place.gitDir, objects: place.objects },
    signal
  });
  listing.stdin.end();
  const commits = /* @__PURE__ */ new Set();
  const tags = /* @__PURE__ */ new Set();
  let objects = 0;
  let inflatedBytes = 0;
  try {
    for await (const line2 of createInterface({ input: listing.stdout })) {
      const [id2 = "", type = "", digits = ""] = line2.split(" ");
      const size = Number(digits);
      objects += 1;
      inflatedBytes += size;
      const limit = type === "blob" ? "blobBytes" : "recordBytes";
      if (!(size <= limits[limit])) {
        throw refused2(
          `${type} ${id2} has ${sizeText(size)}; at most ${sizeText(limits[limit])} are accepted (limit ${limit})`
        );
      }
      if (inflatedBytes > most) {
        throw refused2(
          `${sizeText(packBytes2)} inflate to more than ${sizeText(most)} (limit inflatedBytes)`
        );
      }
      if (type === "blob") continue;
      if (type === "commit") commits.add(id2);
      else if (type === "tag") tags.add(id2);
      await onRecord(id2);
    }
  } catch (error) {
    listing.kill();
    await listing.exit;
    throw error;
  }
  const exit = await listing.exit;
  if (exit.code !== 0) throw refused2(exitText(exit, limits));
  return { objects, inflatedBytes, commits, tags };
}
async function keepOwn({ git, place, limits, signal }, ids) {
  if (ids.length === 0) return [];
  const exit = await git.run({
    args: ["cat-file", "--batch-check"],
    place: { gitDir: place.gitDir, objects: place.objects },
    signal,
    input: `${ids.join("\n")}
`
  });
  if (exit.code !== 0) throw refused2(exitText(exit, limits));
  return exit.stdout.toString("latin1").match(/^[0-9a-f]+(?= blob )/gm) ?? [];
}
var fsckText = (said) => said.replace(/^(?:fatal|error): /, "");
var refused2 = (why) => new GuardError("PUSH_REFUSED", `the pack was refused: ${why}`);

// src/adapters/repository/store-received.ts
var noPack = {
  bytes: 0,
  objects: 0,
  inflatedBytes: 0,
  commits: /* @__PURE__ */ new Set(),
  tags: /* @__PURE__ */ new Set()
};
async function storeReceived(pack, context) {
  const { git, place, limits, signal, checkLinks } = context;
  const source = pack[Symbol.asyncIterator]();
  const { head, isDone } = await readHead(source, signal);
  if (head.length === 0) return noPack;
  const announced = checkHead(head, limits);
  const indexing = git.start({
    args: [
      "index-pack",
      "--stdin",
      // Without the neighbours git cannot check a tree; `checkObjects` does it in a way of its own.
      ...checkLinks ? ["--strict"] : [],
      `--max-input-size=${limits.packBytes}`
    ],
    place,
    signal,
    timeoutMs: limits.receiveMs
  });
  indexing.stdout.resume();
  const received = await feed(indexing, head, isDone ? void 0 : source, context);
  const exit = await indexing.exit;
  if (exit.code !== 0) throw refused3(receiveText(exitText(exit, limits), limits));
  const path = await findPack(place);
  const { size } = await stat(path);
  if (size !== received) throw refused3(`${received - size} bytes follow the end of the pack`);
  const takeAll = checkLinks || context.isFromForge === true;
  const census = await checkObjects({ ...context, isChecked: takeAll }, size);
  if (census.objects !== announced) {
    throw refused3(
      `the pack announces ${announced} objects and holds ${census.objects} different ones`
    );
  }
  return { path, bytes: size, ...census };
}
var headBytes = 12;
async function readHead(source, signal) {
  let head = Buffer.alloc(0);
  const aborted = new Promise((_, reject) => {
    const cancel = () => reject(refused3("it was cancelled"));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
  });
  while (head.length < headBytes) {
    const next = await Promise.race([source.next(), aborted]);
    if (next.done) return { head, isDone: true };
    head = Buffer.concat([head, next.value]);
  }
  return { head, isDone: false };
}
function checkHead(head, limits) {
  if (head.length < headBytes || head.toString("latin1", 0, 4) !== "PACK") {
    throw refused3("what came is not a pack");
  }
  const version = head.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw refused3(`a pack of version ${version} is not known`);
  const objects = head.readUInt32BE(8);
  if (objects > limits.objects) {
    throw refused3(
      `it holds ${objects} objects; at most ${limits.objects} are accepted (limit objects)`
    );
  }
  return objects;
}
async function feed({ stdin, exit, kill }, head, rest, { limits, garbage }) {
  let outcome = "running";
  let wake = () => {
  };
  void exit.then(({ code }) => {
    outcome = code === 0 ? "fine" : "failed";
    wake();
  });
  const next = () => new Promise((resolve2, reject) => {
    wake = () => outcome === "failed" && resolve2(void 0);
    wake();
    rest?.next().then(({ done, value }) => resolve2(done ? void 0 : value), reject);
    if (rest === void 0) resolve2(void 0);
  });
  const room = () => new Promise((resolve2) => {
    wake = resolve2;
    stdin.once("drain", resolve2);
    if (outcome !== "running") resolve2();
  });
  let received = 0;
  try {
    for (let chunk = head; chunk !== void 0; chunk = await next()) {
      received += chunk.length;
      if (received > limits.packBytes) {
        throw refused3(
          `it is larger than the ${sizeText(limits.packBytes)} that are accepted (limit packBytes)`
        );
      }
      if (outcome === "running" && !stdin.write(chunk)) await room();
      garbage.add(chunk.length);
    }
    stdin.end();
    return received;
  } catch (error) {
    kill();
    await exit;
    throw error;
  }
}
async function findPack(place) {
  const folder = join8(place.objects, "pack");
  const packs = (await readdir2(folder)).filter((name2) => /^pack-[0-9a-f]+\.pack$/.test(name2));
  const [name] = packs;
  if (name === void 0 || packs.length !== 1) throw refused3("git did not store the pack");
  return join8(folder, name);
}
function receiveText(said, limits) {
  if (/unresolved delta/.test(said)) {
    return "it leaves out objects that the guard needs to see (a thin pack); push with --no-thin";
  }
  if (/exceeds maximum allowed size/.test(said)) {
    return `it is larger than the ${sizeText(limits.packBytes)} that are accepted (limit packBytes)`;
  }
  return said.replace(/^(?:fatal|error): /, "");
}
var refused3 = (why) => new GuardError("PUSH_REFUSED", `the pack was refused: ${why}`);

// src/adapters/repository/git-repositories.ts
async function createGitRepositories(options) {
  const limits = { ...defaultLimits, ...options.limits };
  const mirror2 = options.persistent === true;
  const check = await checkGit(options.findProgram);
  const folders = await openSessionFolders(options.directory, mirror2);
  const git = createGit(check, limits, mirror2);
  const client = options.client ?? createUpstreamClient(options.environment ?? {});
  const { upstream, credential } = options;
  const upload = createUploadPack({ upstream, client, credential, limits });
  const caches = /* @__PURE__ */ new Map();
  const refreshing = /* @__PURE__ */ new Map();
  const began = /* @__PURE__ */ new Map();
  const kept = /* @__PURE__ */ new Map();
  const open4 = /* @__PURE__ */ new Set();
  const closing = new AbortController();
  function refresh(repository) {
    const at = performance.now();
    began.set(repository, at);
    const reading = upload.readRefs(repository).then((refs) => {
      const known = caches.get(repository);
      const isNewer = at >= (kept.get(repository) ?? at);
      if (isNewer) kept.set(repository, at);
      if (known !== void 0) {
        return known.then((cache) => {
          if (isNewer) cache.refs = refs;
          return cache;
        });
      }
      const opening = openCache(repository, refs, { git, folders, upload, limits, mirror: mirror2 });
      caches.set(repository, opening);
      return opening;
    });
    refreshing.set(repository, reading);
    const forget = () => {
      if (refreshing.get(repository) === reading) refreshing.delete(repository);
    };
    reading.then(forget, () => {
      if (began.get(repository) === at) began.delete(repository);
      forget();
    });
    return reading;
  }
  const cacheOf = (repository) => caches.get(repository) ?? refreshing.get(repository) ?? refresh(repository);
  return {
    async readTips(repository, maxAgeMs = 0) {
      const age = performance.now() - (began.get(repository) ?? Number.NEGATIVE_INFINITY);
      const isRecent = age < maxAgeMs;
      const reading = isRecent ? refreshing.get(repository) ?? caches.get(repository) : void 0;
      const cache = await reading?.catch(() => void 0);
      return (cache ?? await refresh(repository)).refs.tips;
    },
    async defaultBranch(repository) {
      const cache = await cacheOf(repository).catch(() => void 0);
      return cache?.refs.defaultBranch ?? "unknown";
    },
    prepare(repository) {
      warm(repository).catch(() => {
      });
    },
    async receive(repository, pack, { objectFormat, signal }) {
      const both = AbortSignal.any([signal, closing.signal]);
      const cache = await cacheOf(repository);
      if (cache.refs.objectFormat !== objectFormat) {
        throw new GuardError(
          "PUSH_REFUSED",
          `the repository keeps ${cache.refs.objectFormat} objects, the push brings ${objectFormat}`
        );
      }
      if (mirror2) await cache.fetchHistory(both);
      const { folder, place } = await folders.newPush(objectFormat);
      const garbage = createGarbageCollector();
      try {
        const stored2 = await storeReceived(pack, {
          git,
          place: mirror2 ? { ...place, alternates: [cache.place.objects] } : place,
          limits,
          signal: both,
          garbage,
          checkLinks: mirror2
        });
        const quarantine = createQuarantine({
          git,
          cache,
          stored: stored2,
          folder,
          place,
          limits,
          signal: closing.signal,
          garbage
        });
        open4.add(quarantine);
        return quarantine;
      } catch (error) {
        await removeFolder(folder);
        throw error;
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled([...open4].map((one) => one[Symbol.asyncDispose]()));
      await git.close();
      for (const cache of caches.values()) await cache.then((one) => one.close()).catch(() => {
      });
      await folders.remove();
      if (options.client === void 0) client.close();
    }
  };
  async function warm(repository) {
    const cache = await refresh(repository);
    const { head } = cache.refs;
    if (mirror2) await cache.fetchHistory(closing.signal);
    else if (head !== void 0 && await cache.reader.stat(head) === void 0) {
      await cache.fetchTips([head], closing.signal);
    }
  }
}

// src/adapters/storage/file-object-spool.ts
import { randomUUID as randomUUID2 } from "node:crypto";
import { createReadStream as createReadStream2 } from "node:fs";
import { open as open2, rm as rm2 } from "node:fs/promises";
import { join as join9 } from "node:path";

// src/adapters/machine/make-folder.ts
import { mkdir as mkdir5, stat as stat2 } from "node:fs/promises";
import { dirname as dirname2 } from "node:path";
async function makeFolder(directory) {
  try {
    await mkdir5(directory, { mode: 448 });
  } catch (error) {
    const { code } = error;
    const parent = dirname2(directory);
    if (code === "ENOENT" && parent !== directory && await isMissing(parent)) {
      await makeFolder(parent);
      return makeFolder(directory);
    }
    if (code !== "EEXIST" || !(await stat2(directory)).isDirectory()) throw error;
  }
}
var isMissing = (path) => stat2(path).then(
  () => false,
  (error) => error.code === "ENOENT"
);

// src/adapters/storage/file-object-spool.ts
var maxSpoolBytes = 16 * 2 ** 30;
function createFileObjectSpool(directory, maxBytes = maxSpoolBytes) {
  let made;
  let used = 0;
  return {
    async open() {
      made ??= makeFolder(directory);
      await made;
      const path = join9(directory, randomUUID2());
      const file = await open2(path, "wx", 384);
      let bytes = 0;
      let isGone = false;
      let closed;
      const complete = () => {
        closed ??= file.close();
        return closed;
      };
      return {
        async write(chunk) {
          if (used + chunk.length > maxBytes) throw new RangeError("no room for more objects");
          used += chunk.length;
          bytes += chunk.length;
          await file.writeFile(chunk);
        },
        complete,
        read: () => createReadStream2(path, { highWaterMark: 262144 }),
        async [Symbol.asyncDispose]() {
          if (isGone) return;
          isGone = true;
          used -= bytes;
          await complete();
          await rm2(path, { force: true });
        }
      };
    }
  };
}

// src/adapters/storage/file-push-journal.ts
import { open as open3, readdir as readdir3, readFile as readFile3, rm as rm3, stat as stat3, writeFile as writeFile4 } from "node:fs/promises";
import { join as join10 } from "node:path";
var maxFileBytes2 = 1 << 20;
var maxRecords = 1e3;
var id = string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
var recordSchema = object({
  id: uuid(),
  session: string(),
  repository: string(),
  at: number(),
  updates: array(object({ ref: string(), old: id, new: id })),
  process: object({
    pid: int().positive(),
    start: string(),
    boot: string(),
    namespace: string().optional()
  })
});
async function createFilePushJournal(directory) {
  await makeFolder(directory);
  const own = await identifyProcess(process.pid);
  const fileOf = (record) => join10(directory, `${record}.json`);
  return {
    async begin(record) {
      var _stack = [];
      try {
        const text = JSON.stringify(recordSchema.parse({ ...record, process: own }));
        await writeFile4(fileOf(record.id), text, { flag: "wx", mode: 384, flush: true });
        const folder = __using(_stack, await open3(directory), true);
        await folder.sync();
      } catch (_) {
        var _error = _, _hasError = true;
      } finally {
        var _promise = __callDispose(_stack, _error, _hasError);
        _promise && await _promise;
      }
    },
    async end(record) {
      await rm3(fileOf(record), { force: true });
    },
    async open() {
      const names = (await readdir3(directory)).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name));
      const found2 = await Promise.all(
        names.slice(0, maxRecords).map((name) => readRecord(join10(directory, name)))
      );
      const left = await Promise.all(
        found2.map(async (one) => {
          if (one === void 0 || !await hasEnded(one.process)) return [];
          const { process: _, ...record } = one;
          return [record];
        })
      );
      return left.flat();
    }
  };
}
async function readRecord(file) {
  try {
    if ((await stat3(file)).size > maxFileBytes2) return void 0;
    return recordSchema.parse(JSON.parse(await readFile3(file, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) await rm3(file, { force: true });
    return void 0;
  }
}

// src/guard/git/lazy-repositories.ts
function createLazyRepositories(make) {
  let made;
  const open4 = () => {
    made ??= make().catch((error) => {
      made = void 0;
      throw error;
    });
    return made;
  };
  return {
    readTips: async (...call2) => (await open4()).readTips(...call2),
    defaultBranch: async (repository) => (await open4()).defaultBranch(repository),
    receive: async (...call2) => (await open4()).receive(...call2),
    prepare(repository) {
      open4().then(
        (one) => one.prepare?.(repository),
        () => {
        }
      );
    },
    async close() {
      const one = await made?.catch(() => void 0);
      await one?.close();
    }
  };
}

// src/http/body.ts
async function readBody(stream, maxBytes) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new GuardError("REQUEST_REFUSED", `a body of at most ${maxBytes} bytes was expected`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? Buffer.from(chunks[0]) : Buffer.concat(chunks);
}

// src/runner/forge-credential.ts
var maxAnswerBytes = 1 << 20;
var answerMs = 1e4;
var maxQuestions = 10;
function createForgeCredential(options) {
  const { token, api } = options;
  return {
    token: async () => token,
    async obstacle({ repository, updates, signal }) {
      if (token === void 0 || api === void 0) return void 0;
      const ask = createQuestions({ ...options, token, api, signal });
      return await workflowObstacle(ask, token, updates) ?? rulesObstacle(ask, repository, updates);
    }
  };
}
function createQuestions(options) {
  const { token, api, client, signal } = options;
  return async (method, path, body) => {
    const bytes = body === void 0 ? void 0 : Buffer.from(JSON.stringify(body));
    try {
      const reply = await client.http1({
        base: api,
        method,
        path,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/vnd.github+json",
          "user-agent": "cursor-guard",
          "x-github-api-version": "2022-11-28",
          ...bytes && { "content-type": "application/json", "content-length": bytes.length }
        },
        ...bytes && { body: bytes },
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
      });
      const answer = await readBody(reply, maxAnswerBytes);
      if (reply.statusCode !== 200) return void 0;
      return { json: JSON.parse(answer.toString("utf8")), headers: reply.headers };
    } catch {
      return void 0;
    }
  };
}
async function workflowObstacle(ask, token, updates) {
  const touches = updates.some(
    ({ paths }) => paths !== "unknown" && paths.some(({ path }) => /^\.github\/workflows\//i.test(path))
  );
  if (!touches) return void 0;
  if (token.startsWith("ghs_")) {
    const answer = await ask("POST", "/graphql", { query: "{ viewer { login } }" });
    const login = valueAt(answer?.json, "data", "viewer", "login");
    if (!/^github-actions(\[bot\])?$/.test(String(login))) return void 0;
    return "it changes workflow files, and the token of a workflow run may not; leave them out, or give the guard another token in GITHUB_TOKEN";
  }
  if (!/^gh[po]_/.test(token)) return void 0;
  const scopes = (await ask("GET", "/rate_limit"))?.headers["x-oauth-scopes"];
  if (typeof scopes !== "string" || scopes.split(/,\s*/).includes("workflow")) return void 0;
  return "it changes workflow files, and the token of the guard lacks the scope `workflow`";
}
var ruleText = {
  pull_request: "takes changes by pull request alone",
  merge_queue: "takes changes from the merge queue alone",
  update: "may be updated by few",
  required_status_checks: "takes commits alone that have passed checks",
  creation: "may be created by few",
  deletion: "may be deleted by few",
  non_fast_forward: "takes no force push"
};
var onCommits = ["pull_request", "merge_queue", "required_status_checks"];
var onKind = {
  create: ["creation"],
  "fast-forward": ["update", ...onCommits],
  rewrite: ["update", "non_fast_forward", ...onCommits],
  delete: ["deletion"],
  unknown: []
};
async function rulesObstacle(ask, repository, updates) {
  const bypass = /* @__PURE__ */ new Map();
  for (const { command, kind } of updates.slice(0, maxQuestions)) {
    const branch = /^refs\/heads\/(.+)$/.exec(command.ref)?.[1];
    if (branch === void 0 || isZero(command.new) && isZero(command.old)) continue;
    const path = `/repos/${repository}/rules/branches/${encodeURIComponent(branch)}`;
    const rules = (await ask("GET", path))?.json;
    for (const rule of Array.isArray(rules) ? rules : []) {
      const type = String(valueAt(rule, "type"));
      const ruleset = valueAt(rule, "ruleset_id");
      if (!onKind[kind].includes(type) || typeof ruleset !== "number") continue;
      if (!bypass.has(ruleset) && bypass.size < maxQuestions) {
        const full = (await ask("GET", `/repos/${repository}/rulesets/${ruleset}`))?.json;
        const can = valueAt(full, "current_user_can_bypass");
        bypass.set(ruleset, can === void 0 || can === "always" || can === "exempt");
      }
      if (bypass.get(ruleset) === false) {
        return `the forge's rules say that ${branch} ${ruleText[type]}, and the token of the guard cannot go past them; push to another branch and open a pull request`;
      }
    }
  }
  return void 0;
}
function valueAt(value, ...keys) {
  let found2 = value;
  for (const key of keys) {
    if (typeof found2 !== "object" || found2 === null) return void 0;
    found2 = found2[key];
  }
  return found2;
}

// src/runner/session-git.ts
async function standaloneGit(options) {
  const { findProgram, environment, gitUpstream, repository, stateDirectory: stateDirectory2 } = options;
  const base = forgeOf(environment, gitUpstream);
  const token = environment.GITHUB_TOKEN || environment.GH_TOKEN || void 0;
  const client = createUpstreamClient(environment);
  const gitFolders = join11(stateDirectory2, "repositories");
  const objects = join11(stateDirectory2, "lfs");
  const own = nameOfProcess(await identifyProcess(process.pid));
  const gitRepositories = createLazyRepositories(async () => {
    await Promise.all([sweep(gitFolders), sweep(objects)]);
    const directory = join11(gitFolders, own);
    return createGitRepositories({
      directory,
      findProgram,
      upstream: base,
      credential: async () => token,
      client,
      environment
    });
  });
  return {
    base,
    credential: createForgeCredential({ token, api: apiOf(base, environment), client }),
    gitRepositories: {
      ...gitRepositories,
      async close() {
        await gitRepositories.close();
        for (const folder of [gitFolders, objects]) {
          await rm4(join11(folder, own), { recursive: true, force: true });
        }
        client.close();
      }
    },
    spool: createFileObjectSpool(join11(objects, own)),
    journal: await createFilePushJournal(join11(stateDirectory2, "journal")),
    repositories: repository === void 0 ? [] : [repository]
  };
}
var forgeOf = (environment, gitUpstream) => new URL(gitUpstream ?? (environment.GITHUB_SERVER_URL || defaultForge));
function apiOf(base, { GITHUB_API_URL: api }) {
  if (base.hostname === "github.com") return new URL(api || "https://api.github.com");
  return api && URL.parse(api) || void 0;
}
async function sweep(folders) {
  const names = await readdir4(folders).catch(() => []);
  for (const name of names) {
    const owner = processNamed(name);
    if (owner === void 0 || !await hasEnded(owner)) continue;
    await rm4(join11(folders, name), { recursive: true, force: true });
  }
}

// src/runner/session-programs.ts
async function sessionPrograms(options) {
  const { sameUser, workspace, environment } = options;
  if (!sameUser && await findPrivilege() !== void 0) return findSystemProgram;
  return findOwnProgram(environment.PATH, [await repositoryAround(workspace) ?? workspace]);
}

// src/adapters/repository/foreign-repository.ts
import { mkdir as mkdir6, readdir as readdir5, readlink as readlink2, rm as rm5, symlink, writeFile as writeFile5 } from "node:fs/promises";
import { join as join12 } from "node:path";
var maxShallowBytes = 64 << 20;
var timeoutMs2 = 2e4;
async function openForeignRepository(folder, options) {
  var _stack = [];
  try {
    const found2 = await locateRepository(folder, options.bare === true);
    if (found2 === void 0) return void 0;
    const path = await options.findProgram("git");
    if (path === void 0) {
      throw new GuardError("MACHINE_UNSUITABLE", `git was not found, and ${found2.root} needs it`, {
        hint: "Install git in a folder of the system."
      });
    }
    const undo = __using(_stack, new AsyncDisposableStack(), true);
    const scratch = await makeOwnFolder("cursor-guard-read-", [found2.root]);
    undo.defer(() => removeFolder(scratch));
    const prlimit = await options.findProgram("prlimit");
    const git = createGit({ path, ...prlimit === void 0 ? {} : { prlimit } }, defaultLimits);
    undo.defer(() => git.close());
    const run = async (place2, args, more = {}) => {
      const answer = await git.run({ args, place: place2, timeoutMs: timeoutMs2, ...more });
      const isWhole = answer.code !== null && answer.ended === void 0 && !answer.isCut;
      return { ...answer, code: isWhole ? answer.code ?? -1 : -1 };
    };
    const empty = await makeBareRepository(join12(scratch, "empty"), "sha1");
    const parse = async (file) => {
      const input = await readSmall(file);
      if (input === void 0) return [];
      const args = ["config", "--file", "-", "--no-includes", "--list", "-z"];
      const answer = await run(empty.place, args, { input: input.toString("utf8") });
      if (answer.code !== 0) throw unreadable(file, answer.said);
      return readSettings(answer.stdout.toString("utf8"));
    };
    const settings2 = await settingsOf(found2, parse);
    const place = await mirror(found2, settings2, join12(scratch, "mirror"));
    if (options.withIndex === true) await mirrorIndex(found2.gitDir, place.gitDir);
    const taken = undo.move();
    return {
      root: found2.root,
      settings: settings2,
      run: (args, more) => run(place, args, more),
      command: (args) => ({
        file: path,
        args: [...args],
        options: { cwd: place.gitDir, env: gitEnvironment(place) }
      }),
      [Symbol.asyncDispose]: () => taken.disposeAsync()
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function settingsOf({ gitDir, commonDir }, parse) {
  const settings2 = await parse(join12(commonDir, "config"));
  if (settingOf(settings2, "extensions.worktreeconfig") !== "true") return settings2;
  return [...settings2, ...await parse(join12(gitDir, "config.worktree"))];
}
var settingOf = (settings2, key) => settings2.findLast((setting) => setting.key === key)?.value.toLowerCase();
var inert = /^(?:branch\..*\.(?:remote|merge)|remote\..*\.fetch)$/s;
async function mirror({ gitDir, commonDir }, settings2, folder) {
  const format = settingOf(settings2, "extensions.objectformat") ?? "sha1";
  const storage = settingOf(settings2, "extensions.refstorage") ?? "files";
  if (format !== "sha1" && format !== "sha256") {
    throw unreadable(gitDir, `its objects have the unknown format ${printableLine(format, 40)}`);
  }
  if (storage !== "files" && storage !== "reftable") {
    throw unreadable(gitDir, `its refs have the unknown format ${printableLine(storage, 40)}`);
  }
  const { place } = await makeBareRepository(folder, format);
  for (const name of ["refs", "packed-refs", "logs", "reftable"]) {
    const target = join12(commonDir, name);
    if (!await isThere(target)) continue;
    await rm5(join12(folder, name), { recursive: true, force: true });
    await symlink(target, join12(folder, name));
  }
  await writeFile5(join12(folder, "HEAD"), await headOf(gitDir));
  const shallow = await readSmall(join12(commonDir, "shallow"), maxShallowBytes);
  if (shallow !== void 0) await writeFile5(join12(folder, "shallow"), shallow);
  const kept = settings2.filter(({ key }) => inert.test(key));
  await writeFile5(join12(folder, "config"), configText([...ownSettings(format, storage), ...kept]));
  const info = join12(place.objects, "info");
  await mkdir6(info);
  await writeFile5(join12(info, "alternates"), `${quotedText(join12(commonDir, "objects"))}
`);
  return place;
}
async function mirrorIndex(gitDir, folder) {
  for (const name of await readdir5(gitDir)) {
    if (!/^(?:index|sharedindex\.[0-9a-f]+|MERGE_HEAD)$/.test(name)) continue;
    await symlink(join12(gitDir, name), join12(folder, name));
  }
}
var ownSettings = (format, storage) => [
  { key: "core.repositoryformatversion", value: "1" },
  { key: "core.bare", value: "true" },
  { key: "core.commitgraph", value: "false" },
  { key: "extensions.objectformat", value: format },
  ...storage === "files" ? [] : [{ key: "extensions.refstorage", value: storage }]
];
async function headOf(gitDir) {
  const file = join12(gitDir, "HEAD");
  const link = await readlink2(file).catch(() => void 0);
  if (link !== void 0) return Buffer.from(`ref: ${link}
`);
  const head = await readSmall(file);
  if (head === void 0) throw unreadable(file, "it is not there");
  return head;
}

// src/core/policy/file/file-values.ts
var maxListLength = 200;
var unitSeconds = { s: 1, m: 60, h: 3600, d: 86400 };
function duration(least, most) {
  const expected = 'expected a duration such as "90s", "8m", "2h" or "90d"';
  return external_exports.string({ error: expected }).regex(durationForm, expected).transform(toSeconds).refine((seconds) => seconds >= toSeconds(least) && seconds <= toSeconds(most), {
    error: `expected a duration from ${least} to ${most}`
  });
}
var durationForm = /^\d{1,6}[smhd]$/;
var isDuration = (text) => durationForm.test(text);
var toSeconds = (text) => Number.parseInt(text, 10) * unitSeconds[text.at(-1)];
var multiples = { k: 1e3, M: 1e6, G: 1e9 };
function count(least) {
  const expected = `expected a whole number from ${least} on, such as 500, "500k" or "2M"`;
  return external_exports.union([external_exports.int(), external_exports.string().regex(/^\d{1,9}[kMG]?$/, expected)], { error: expected }).transform((value) => typeof value === "number" ? value : toNumber(value)).refine((value) => value >= least && value <= 1e15, { error: expected });
}
function toNumber(text) {
  const multiple = multiples[text.at(-1)] ?? 1;
  return Number.parseInt(text, 10) * multiple;
}
var wholeNumber = (least, most) => external_exports.int({ error: `expected a whole number from ${least} to ${most}` }).min(least, `expected a whole number from ${least} to ${most}`).max(most, `expected a whole number from ${least} to ${most}`);
var line = (most) => external_exports.string().trim().min(1, "expected some text").max(most, `expected at most ${most} characters`).regex(/^[^\n\r]*$/, "expected a single line");
var listOf = (entry) => external_exports.array(entry).max(maxListLength, `expected at most ${maxListLength} entries`);
var oneOrMore = (entry) => external_exports.union([entry, listOf(entry).min(1, "expected at least one entry; use {} for any")]).transform((value) => Array.isArray(value) ? value : [value]);
var anyOrMore = (entry) => external_exports.union([
  entry,
  listOf(entry).min(1, "expected at least one entry; use {} for any"),
  external_exports.strictObject({})
]).transform((value) => {
  if (Array.isArray(value)) return value;
  return typeof value === "object" ? [] : [value];
});
var checked = (problemOf) => external_exports.string().superRefine((text, context) => {
  const problem = problemOf(text);
  if (problem === void 0) return;
  context.addIssue({
    code: "custom",
    message: `the pattern ${JSON.stringify(shorten(text))} ${problem}`
  });
});
var pattern = (problemOf) => checked((text) => problemOf(isExclusion(text) ? text.slice(1) : text));
var shorten = (text) => text.length > 60 ? `${text.slice(0, 60)}\u2026` : text;
var glob = pattern(globProblem);
var repositoryPath = pattern((text) => pathProblem(text) ?? globProblem(text));
var toolPath = pattern(
  (text) => (text === "/" ? void 0 : folderProblem(text)) ?? globProblem(text)
);
function pathProblem(text) {
  if (/^\.{0,2}\//.test(text))
    return "does not start at the root of the repository: leave out the leading / or ./";
  return folderProblem(text);
}
var folderProblem = (text) => text.endsWith("/") ? "ends with /: write /** for everything in a folder" : void 0;
var repositoryName = external_exports.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/, "expected owner/name").refine((text) => !/\/\.{1,2}$/.test(text), { error: "expected owner/name" }).refine((text) => !/\.(git|wiki)$/i.test(text), {
  error: "expected the name without .git; a wiki cannot be named"
});
var refPattern = pattern((text) => {
  if (/^\*{0,2}\/|\/$|\s/.test(text) && !text.startsWith("**/"))
    return "is not a branch name or a ref";
  if (text.startsWith("~") && !/^~(default_branch|all)$/i.test(text)) {
    return "is not ~DEFAULT_BRANCH or ~ALL";
  }
  return globProblem(text);
});

// src/core/policy/judge/secret-paths.ts
function secretPathProblem(path) {
  if (isExclusion(path)) return "starts with !: an exception names what it allows";
  if (/^\.{0,2}\//.test(path))
    return "does not start at the root of the repository: leave out the leading / or ./";
  if (path.endsWith("/")) return "ends with /: write /** for everything in a folder";
  return globProblem(path);
}
function secretPaths(allow, now) {
  const exceptions = allow.flatMap(({ path, fingerprint, until }) => {
    if (path === void 0 || until !== void 0 && now >= Date.parse(until)) return [];
    return [{ matches: compileGlob(path, "path"), fingerprint: fingerprint?.toLowerCase() }];
  });
  return (path, found2) => path !== "" && exceptions.some(
    ({ matches, fingerprint }) => (
      // The fingerprint last: it is slow on purpose.
      matches(path) && (fingerprint === void 0 || fingerprint === found2.fingerprint)
    )
  );
}

export {
  codePointName,
  hiddenCharacters,
  readYaml,
  policyPath,
  readProblem,
  verdicts,
  stricter,
  anyRun,
  toText,
  compileRefs,
  hostProblem,
  hereText,
  isGap,
  knownWord,
  unknownWords,
  unknownWord,
  isDynamic,
  repeats,
  readShellWord,
  couldBeOptions,
  withoutDirectory,
  canMatch,
  optionGrammar,
  readOption,
  readOptionShape,
  githubProblem,
  gitGlobals,
  gitVerbOptions,
  commandProblem,
  compilePolicy,
  joinNeeds,
  strictest,
  whyNobodyHere,
  unmetHolds,
  findPrivilege,
  missingTools,
  asRoot,
  dropTo,
  dropping,
  makeFolder,
  identifyProcess,
  hasEnded,
  factsFromEnvironment,
  isAttended,
  identityFromEnvironment,
  duration,
  isDuration,
  toSeconds,
  count,
  wholeNumber,
  line,
  listOf,
  oneOrMore,
  anyOrMore,
  checked,
  pattern,
  glob,
  repositoryPath,
  toolPath,
  repositoryName,
  refPattern,
  secretPathProblem,
  secretPaths,
  createUpstreamClient,
  repositoryAround,
  readBody,
  stateDirectory,
  approvalsDirectory,
  openForeignRepository,
  readPacket,
  flushPacket,
  writePacket,
  writeBand,
  emptyBandPacket,
  createPacketReader,
  lineOf,
  endToEnd,
  gitAuthorization,
  bearerOf,
  passwordOf,
  remoteAddresses,
  readGitAddress,
  leadsToForge,
  forgesOf,
  createGitRouting,
  standaloneGit,
  forgeOf,
  apiOf,
  sessionPrograms
};
