// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/tool.h"

#include "core/base/visibletext.h"
#include "core/tool/actionwords.h"

namespace core {

namespace {

constexpr qsizetype longestAction = 400;

} // namespace

QString Tool::title(const QJsonObject &arguments) const
{
    return actionInWords(spec().name, arguments);
}

QString actionTitle(const Tool &tool, const QJsonObject &arguments)
{
    return visibleLine(shortenedWithin(tool.title(arguments).simplified(), longestAction));
}

} // namespace core
