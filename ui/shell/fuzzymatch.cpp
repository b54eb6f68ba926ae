// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzymatch.h"

#include <QList>

#include <algorithm>

namespace ui {

namespace {

constexpr int sideBySide = 8;
constexpr int wordBegins = 10;
constexpr int textBegins = 6;
constexpr qsizetype longest = 256; // what is compared of a text

bool beginsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

// The best of all ways to find the letters of `word` in order.
std::optional<int> wordScore(QStringView word, QStringView text)
{
    constexpr int none = -1'000'000;
    // ending[j]: the best score with the letters so far, the last one of them at j.
    QList<int> ending(text.size(), none);
    for (qsizetype i = 0; i < word.size(); ++i) {
        QList<int> next(text.size(), none);
        int before = none; // the best that ends anywhere left of j
        for (qsizetype j = 0; j < text.size(); ++j) {
            if (word[i].toCaseFolded() == text[j].toCaseFolded()) {
                const int own = 1 + (beginsWord(text, j) ? wordBegins : 0) + (j == 0 ? textBegins : 0);
                if (i == 0)
                    next[j] = own;
                else if (j > 0)
                    next[j] = std::max(before, ending[j - 1] + sideBySide) + own;
            }
            before = std::max(before, ending[j]);
        }
        ending = next;
    }
    const int best = *std::max_element(ending.begin(), ending.end());
    return best < 0 ? std::nullopt : std::optional(best);
}

} // namespace

std::optional<int> fuzzyScore(QStringView query, QStringView text)
{
    const QStringView compared = text.first(std::min(text.size(), longest));
    if (query.size() > longest)
        return {};
    int total = 0;
    for (const QStringView word : query.split(u' ', Qt::SkipEmptyParts)) {
        if (compared.isEmpty())
            return {};
        const std::optional<int> score = wordScore(word, compared);
        if (!score)
            return {};
        total += *score;
    }
    return total * 4 - static_cast<int>(compared.size() / 4);
}

} // namespace ui
