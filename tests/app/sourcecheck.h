// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tests {

// The rules of ARCHITECTURE.md and CONTRIBUTING.md that a program can see: which layer includes what, how
// long files and functions are, and what is never written. A value; pure.
class SourceCheck
{
public:
    // `path` is relative to the project, `text` the whole file.
    SourceCheck(QString path, const QString &text);

    // One sentence for each place that breaks a rule, "core/run/x.cpp:12: …"; empty when all is well.
    QStringList problems();

private:
    void checkStart();
    void checkInclude(int line, const QString &text);
    void checkProjectInclude(int line, const QString &name);
    void checkSystemInclude(int line, const QString &name);
    void checkWords(int line, const QString &code);
    void checkConnects();
    void checkLengths();
    void checkFunction(int opening);
    int closingLine(int opening) const;
    QString declarationBefore(int line) const;
    void report(int line, const QString &what);

    QString m_path;
    QString m_layer; // of a test: the layer that it tests
    QStringList m_lines;
    QStringList m_code; // the lines without comments and without what is in quotes
    QStringList m_problems;
};

// The text with comments blanked and literals emptied; line ends stay.
QString codeOf(const QString &text);

} // namespace tests
