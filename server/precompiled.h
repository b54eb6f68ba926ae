// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What most files of server include, compiled once. It makes nothing visible: each file still includes what
// it uses, and a change here compiles the whole layer anew.

#include "core/precompiled.h"

#include <QHttpServer>
#include <QTcpSocket>
#include <QWebSocket>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>
