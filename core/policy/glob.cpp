// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/glob.h"

namespace core {

bool matchesGlob(QStringView text, QStringView pattern)
{
    qsizetype at = 0;
    qsizetype wanted = 0;
    qsizetype star = -1;   // the last '*' that was passed
    qsizetype resume = -1; // where the text goes on if that '*' takes one character more
    while (at < text.size()) {
        if (wanted < pattern.size() && pattern[wanted] == u'*') {
            star = wanted++;
            resume = at;
        } else if (wanted < pattern.size() && (pattern[wanted] == u'?' || pattern[wanted] == text[at])) {
            ++wanted;
            ++at;
        } else if (star >= 0) {
            wanted = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    while (wanted < pattern.size() && pattern[wanted] == u'*')
        ++wanted;
    return wanted == pattern.size();
}

} // namespace core
