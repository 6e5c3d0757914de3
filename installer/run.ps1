# Runs Borderpost on Windows 10 or newer, installing first what is missing. The same arguments as installer/run:
#
#   installer\run.ps1                  the training post, in a window
#   installer\run.ps1 --post [HOME]    a real post; the first time the wizard asks what it needs
#   installer\run.ps1 ... -- ARGUMENTS are passed on to the program
#
# BORDERPOST_HEADLESS=1 walks the whole line without a window.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$root = Split-Path -Parent $PSScriptRoot
Set-Location $root
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$env:PYTHONUTF8 = '1'
$env:PIP_DISABLE_PIP_VERSION_CHECK = '1'
$venv = Join-Path $root '.venv'
$python = Join-Path $venv 'Scripts\python.exe'

function Say([string]$vietnamese, [string]$english) {
    [Console]::Error.WriteLine($vietnamese)
    [Console]::Error.WriteLine($english)
}

function Stop-Here([string]$vietnamese, [string]$english, [int]$code = 4) {
    Say $vietnamese $english
    exit $code
}

function Find-Python {
    foreach ($version in '-3.11', '-3.12', '-3.13') {
        if (Get-Command py -ErrorAction SilentlyContinue) {
            & py $version -c 'pass' 2>$null
            if ($LASTEXITCODE -eq 0) { return @('py', $version) }
        }
    }
    if (Get-Command python -ErrorAction SilentlyContinue) {
        & python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>$null
        if ($LASTEXITCODE -eq 0) { return @('python') }
    }
    Stop-Here 'Cần Python 3.11, 3.12 hoặc 3.13 (64 bit). Cài Python rồi chạy lại lệnh này.' `
        'Python 3.11, 3.12 or 3.13 (64 bit) is needed. Install Python, then run this command again.'
}

function Install-Environment {
    $base = @(Find-Python)
    $command = $base[0]
    $first = @($base | Select-Object -Skip 1)
    $version = (& $command @first -c 'import sys; print(sys.version)') -join ' '
    $lock = (Get-FileHash -Algorithm SHA256 requirements.lock).Hash
    $stamp = "$lock $venv $version"
    $ready = Join-Path $venv 'ready'
    if ((Test-Path $ready) -and ((Get-Content -Raw -Encoding UTF8 $ready).Trim() -eq $stamp)) { return }
    Say 'Đang chuẩn bị môi trường Python (một lần, vài phút).' 'Preparing the Python environment (once, some minutes).'
    if (Test-Path $ready) { Remove-Item $ready }
    & $command @first -m venv --clear $venv
    if ($LASTEXITCODE -ne 0) { Stop-Here 'Không tạo được thư mục .venv.' 'The folder .venv could not be made.' }
    & $python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements.lock
    if ($LASTEXITCODE -ne 0) {
        Stop-Here 'Không cài được thư viện Python. Kiểm tra mạng và cấu hình pip của máy, rồi chạy lại lệnh này.' `
            "The Python packages could not be installed. Check the network and pip's configuration, then run this command again."
    }
    [IO.File]::WriteAllText((Join-Path $venv 'Lib\site-packages\borderpost.pth'), "$root`n")
    [IO.File]::WriteAllText((Join-Path $venv 'Scripts\borderpost.cmd'),
        "@`"%~dp0python.exe`" -X utf8 -m borderpost.cli %*`r`n")
    & $python -m compileall -q borderpost ui
    [IO.File]::WriteAllText($ready, $stamp)
}

$post = $false
$place = ''
$rest = @()
for ($i = 0; $i -lt $args.Count; $i++) {
    $argument = [string]$args[$i]
    if ($argument -eq '--') {
        $rest = @($args | Select-Object -Skip ($i + 1))
        break
    }
    elseif ($argument -eq '--post') {
        $post = $true
        if ($i + 1 -lt $args.Count -and -not ([string]$args[$i + 1]).StartsWith('-')) {
            $i++
            $place = [string]$args[$i]
        }
    }
    else {
        Stop-Here "Không hiểu tham số: $argument" "Unknown argument: $argument" 2
    }
}

Install-Environment
$catalogue = 'resources\locale\vi\LC_MESSAGES\borderpost.mo'
if (-not (Test-Path $catalogue)) { & $python installer\catalogue.py compile }

if ($env:BORDERPOST_HEADLESS -eq '1') {
    if ($post) {
        Stop-Here 'Trạm thật cần màn hình; không có màn hình thì dùng lệnh .venv\Scripts\borderpost post create.' `
            'A real post is opened in a window; without one use .venv\Scripts\borderpost post create.'
    }
    $env:QT_QPA_PLATFORM = 'offscreen'
    & $python -m borderpost.training.main_job @rest
}
elseif ($post) {
    if (-not $place) { $place = Join-Path $env:LOCALAPPDATA 'Borderpost' }
    & $python -m ui.app --home $place @rest
}
else {
    & $python -m ui.app --training @rest
}
exit $LASTEXITCODE
