// machine: runs the thesis's programs, compiled to WebAssembly, in a browser's worker or in Node.
//
// run(module, args, files, hear) starts the module anew, as a process with the arguments args and the files
// {path: text} and no others. It returns {status, printed, said, files, sums}: standard output and error, and text and
// SHA-256 of the files that it wrote. hear(path, text), which may be missing, is told what is written while it is
// written; the path of standard error is "". The interface of the module is WASI's (preview 1), as far as the programs
// use it.
"use strict";

function machine() {
  const OK = 0,
    BAD_FILE = 8,
    EXISTS = 20,
    NO_ENTRY = 44;
  const ROOT = 3; // the folder "/" is open as this file
  const encoder = new TextEncoder(),
    decoder = new TextDecoder();
  class Exit extends Error {
    constructor(status) {
      super(`exit ${status}`);
      this.status = status;
    }
  }

  function run(module, args, given, hear) {
    const files = new Map(); // path -> {bytes, length}
    const open = new Map(); // number -> {path, file, at}
    const folders = new Set();
    let exports,
      next = ROOT + 1,
      said = "",
      printed = "";
    for (const [path, text] of Object.entries(given)) {
      const bytes = encoder.encode(text);
      files.set(path, { bytes, length: bytes.length });
    }
    const view = () => new DataView(exports.memory.buffer);
    const memory = (at, length) => new Uint8Array(exports.memory.buffer, at, length);
    const text = (at, length) => decoder.decode(memory(at, length));
    const word = (at, value) => view().setUint32(at, value, true);
    const long = (at, value) => view().setBigUint64(at, BigInt(value), true);
    const slices = (at, count) =>
      Array.from({ length: count }, (_, i) =>
        memory(view().getUint32(at + 8 * i, true), view().getUint32(at + 8 * i + 4, true)),
      );

    function append(file, at, bytes) {
      if (at + bytes.length > file.bytes.length) {
        const larger = new Uint8Array(Math.max(2 * file.bytes.length, at + bytes.length));
        larger.set(file.bytes.subarray(0, file.length));
        file.bytes = larger;
      }
      file.bytes.set(bytes, at);
      file.length = Math.max(file.length, at + bytes.length);
    }
    function stat(at, type, size) {
      memory(at, 64).fill(0);
      view().setUint8(at + 16, type);
      long(at + 32, size);
      return OK;
    }

    const system = {
      args_sizes_get(count, size) {
        word(count, args.length);
        word(
          size,
          args.reduce((sum, a) => sum + encoder.encode(a).length + 1, 0),
        );
        return OK;
      },
      args_get(list, at) {
        args.forEach((a, i) => {
          const bytes = encoder.encode(a + "\0");
          word(list + 4 * i, at);
          memory(at, bytes.length).set(bytes);
          at += bytes.length;
        });
        return OK;
      },
      environ_sizes_get(count, size) {
        word(count, 0);
        word(size, 0);
        return OK;
      },
      environ_get: () => OK,
      clock_time_get(id, precision, at) {
        const now = id === 0 ? Date.now() : performance.now();
        long(at, Math.round(now * 1e6));
        return OK;
      },
      fd_prestat_get(fd, at) {
        if (fd !== ROOT) return BAD_FILE;
        word(at, 0);
        word(at + 4, 1);
        return OK;
      },
      fd_prestat_dir_name(fd, at) {
        memory(at, 1)[0] = "/".charCodeAt(0);
        return OK;
      },
      // Standard error is a terminal, on which the programs say how far they are.
      fd_fdstat_get(fd, at) {
        memory(at, 24).fill(0);
        view().setUint8(at, fd < ROOT ? 2 : fd === ROOT ? 3 : 4);
        if (fd >= ROOT) memory(at + 8, 16).fill(0xff);
        return fd <= ROOT || open.has(fd) ? OK : BAD_FILE;
      },
      fd_fdstat_set_flags: () => OK,
      fd_filestat_get: (fd, at) =>
        open.has(fd) ? stat(at, 4, open.get(fd).file.length) : fd < ROOT ? stat(at, 2, 0) : BAD_FILE,
      path_filestat_get(fd, flags, path, length, at) {
        const name = text(path, length);
        return files.has(name)
          ? stat(at, 4, files.get(name).length)
          : folders.has(name)
            ? stat(at, 3, 0)
            : NO_ENTRY;
      },
      path_open(folder, follow, path, length, how, rights, inherited, flags, at) {
        const name = text(path, length),
          create = how & 1,
          cut = how & 8;
        if (!files.has(name) && !create) return NO_ENTRY;
        if (!files.has(name) || cut) files.set(name, { bytes: new Uint8Array(1024), length: 0 });
        open.set(next, { path: name, file: files.get(name), at: 0 });
        word(at, next++);
        return OK;
      },
      path_create_directory(fd, path, length) {
        const name = text(path, length),
          had = folders.has(name);
        folders.add(name);
        return had ? EXISTS : OK;
      },
      path_rename(fd, from, length, to, onto, size) {
        const name = text(from, length);
        if (!files.has(name)) return NO_ENTRY;
        files.set(text(onto, size), files.get(name));
        files.delete(name);
        return OK;
      },
      path_unlink_file: (fd, path, length) => (files.delete(text(path, length)) ? OK : NO_ENTRY),
      path_remove_directory: () => NO_ENTRY,
      fd_close: (fd) => (open.delete(fd) ? OK : BAD_FILE),
      fd_seek(fd, offset, whence, at) {
        const file = open.get(fd);
        if (!file) return BAD_FILE;
        file.at = Number(offset) + (whence === 0 ? 0 : whence === 1 ? file.at : file.file.length);
        long(at, file.at);
        return OK;
      },
      fd_read(fd, list, count, at) {
        const file = open.get(fd);
        let read = 0;
        if (!file) return BAD_FILE;
        for (const slice of slices(list, count)) {
          const bytes = file.file.bytes.subarray(file.at, Math.min(file.at + slice.length, file.file.length));
          slice.set(bytes);
          file.at += bytes.length;
          read += bytes.length;
        }
        word(at, read);
        return OK;
      },
      fd_write(fd, list, count, at) {
        const file = open.get(fd);
        let written = 0,
          heard = "";
        if (!file && fd >= ROOT) return BAD_FILE;
        for (const slice of slices(list, count)) {
          if (file) {
            append(file.file, file.at, slice);
            file.at += slice.length;
          }
          if (!file || hear) heard += decoder.decode(slice);
          written += slice.length;
        }
        if (fd === 1) printed += heard;
        if (fd === 2) said += heard;
        if (hear && fd !== 1) hear(file ? file.path : "", heard);
        word(at, written);
        return OK;
      },
      proc_exit(status) {
        throw new Exit(status);
      },
    };

    // A C string of the module's, which frees it.
    function string(value) {
      const bytes = encoder.encode(value + "\0"),
        at = exports.malloc(bytes.length);
      memory(at, bytes.length).set(bytes);
      return at;
    }
    function put(value, use) {
      const at = string(value),
        made = use(at);
      exports.free(at);
      return made;
    }
    function build(value) {
      if (value === null) return exports.cJSON_CreateNull();
      if (typeof value === "boolean") return exports.cJSON_CreateBool(value);
      if (typeof value === "number") return exports.cJSON_CreateNumber(value);
      if (typeof value === "string") return put(value, exports.cJSON_CreateString);
      const many = Array.isArray(value),
        made = many ? exports.cJSON_CreateArray() : exports.cJSON_CreateObject();
      for (const [name, member] of Object.entries(value)) {
        const item = build(member);
        if (many) exports.cJSON_AddItemToArray(made, item);
        else put(name, (at) => exports.cJSON_AddItemToObject(made, at, item));
      }
      return made;
    }
    const page = {
      parse(at) {
        const bytes = memory(at, exports.memory.buffer.byteLength - at);
        try {
          return build(JSON.parse(decoder.decode(bytes.subarray(0, bytes.indexOf(0)))));
        } catch (fault) {
          if (fault instanceof SyntaxError) return 0;
          throw fault;
        }
      },
    };

    let status = 0;
    const names = WebAssembly.Module.imports(module).filter((i) => i.module === "wasi_snapshot_preview1");
    const missing = names.filter((i) => !(i.name in system));
    const absent = Object.fromEntries(missing.map((i) => [i.name, () => 52])); // not supported
    exports = new WebAssembly.Instance(module, { wasi_snapshot_preview1: { ...system, ...absent }, page }).exports;
    try {
      exports._start();
    } catch (end) {
      if (!(end instanceof Exit)) said += `${end.message}\n`;
      status = end instanceof Exit ? end.status : 134;
    }
    // The sums are those of the programs' own SHA-256: a browser gives its own to no page opened as a file.
    function digest(file) {
      const at = exports.malloc(file.length + 65),
        hex = at + file.length;
      memory(at, file.length).set(file.bytes.subarray(0, file.length));
      exports.SHA256Data(at, file.length, hex);
      const sum = text(hex, 64);
      exports.free(at);
      return sum;
    }
    const all = [...files].filter(([path]) => !(path in given));
    return {
      status,
      printed,
      said,
      files: Object.fromEntries(all.map(([path, f]) => [path, decoder.decode(f.bytes.subarray(0, f.length))])),
      sums: status ? {} : Object.fromEntries(all.map(([path, f]) => [path, digest(f)])),
    };
  }
  return run;
}

if (typeof module === "object") module.exports = machine();
