// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/sourcecheck.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QLibraryInfo>
#include <QRegularExpression>

namespace tests {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int longestFile = 500;
constexpr int longestFunction = 60;

// What a layer may include: its own and lower layers, and modules of Qt.
struct Layer
{
    QStringList project = {};
    QStringList modules = {};
};

const QHash<QString, Layer> &layers()
{
    static const QStringList ofCore{u"QtCore"_s, u"QtNetwork"_s};
    static const QStringList ofServer{u"QtCore"_s, u"QtNetwork"_s, u"QtHttpServer"_s, u"QtWebSockets"_s};
    static const QStringList ofUi{u"QtCore"_s, u"QtGui"_s,        u"QtWidgets"_s, u"QtNetwork"_s,
                                  u"QtSvg"_s,  u"QtSvgWidgets"_s, u"QtDBus"_s};
    static const QHash<QString, Layer> all{
        {u"core"_s, {{u"core"_s}, ofCore}},
        {u"server"_s, {{u"core"_s, u"server"_s}, ofServer}},
        {u"ui"_s, {{u"core"_s, u"ui"_s}, ofUi}},
        {u"app"_s, {{u"app"_s, u"core"_s, u"server"_s, u"ui"_s}, ofCore + ofServer + ofUi}},
    };
    return all;
}

// Which module of Qt has this header: "QTimer" is of QtCore. Empty for headers that are not Qt's.
QString moduleOf(const QString &header)
{
    if (const qsizetype slash = header.indexOf(u'/'); slash > 0)
        return header.startsWith(u"Qt") ? header.first(slash) : QString();
    static QHash<QString, QString> known;
    if (known.isEmpty()) {
        const QDir root(QLibraryInfo::path(QLibraryInfo::HeadersPath));
        for (const QString &module : root.entryList({u"Qt*"_s}, QDir::Dirs)) {
            for (const QString &name : QDir(root.filePath(module)).entryList({u"Q*"_s}, QDir::Files))
                known.insert(name, module);
        }
    }
    return known.value(header);
}

// One pass over a text that blanks what is no code.
class Blanking
{
public:
    explicit Blanking(const QString &text)
        : m_text(text)
    {
        m_code.reserve(text.size());
    }

    QString run()
    {
        while (m_at < m_text.size()) {
            if (startsWith(u"//"))
                skipTo(u"\n", Last::Stays);
            else if (startsWith(u"/*"))
                skipTo(u"*/", Last::Goes);
            else if (startsWith(u"R\""))
                skipRaw();
            else if (m_text[m_at] == u'"' || isCharacter())
                skipQuoted(m_text[m_at]);
            else
                m_code += m_text[m_at++];
        }
        return m_code;
    }

private:
    enum class Last { Stays, Goes };

    bool startsWith(QStringView word) const { return QStringView(m_text).sliced(m_at).startsWith(word); }

    // An apostrophe between digits separates thousands.
    bool isCharacter() const
    {
        if (m_text[m_at] != u'\'')
            return false;
        const QChar before = m_at > 0 ? m_text[m_at - 1] : QChar();
        return !before.isLetterOrNumber() || before == u'u' || before == u'U' || before == u'L';
    }

    void skip(qsizetype end)
    {
        m_code += QString(QStringView(m_text).sliced(m_at, end - m_at).count(u'\n'), u'\n');
        m_at = end;
    }

    void skipTo(QStringView end, Last last)
    {
        const qsizetype found = m_text.indexOf(end, m_at);
        const qsizetype after = last == Last::Goes ? found + end.size() : found;
        skip(found < 0 ? m_text.size() : after);
    }

    void skipRaw()
    {
        const qsizetype opening = m_text.indexOf(u'(', m_at);
        const QString end = u')' + m_text.sliced(m_at + 2, opening - m_at - 2) + u'"';
        m_code += u"\"\"";
        skipTo(end, Last::Goes);
    }

    void skipQuoted(QChar quote)
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote && m_text[end] != u'\n')
            end += m_text[end] == u'\\' ? 2 : 1;
        m_code += quote;
        m_code += quote;
        skip(std::min(end + 1, m_text.size()));
    }

    const QString &m_text;
    QString m_code;
    qsizetype m_at = 0;
};

} // namespace

QString codeOf(const QString &text)
{
    return Blanking(text).run();
}

SourceCheck::SourceCheck(QString path, const QString &text)
    : m_path(std::move(path))
    , m_lines(text.split(u'\n'))
    , m_code(codeOf(text).split(u'\n'))
{
    const QStringList folders = m_path.split(u'/');
    m_layer = folders.value(0) == u"tests" ? folders.value(1) : folders.value(0);
    if (!layers().contains(m_layer))
        m_layer = u"app"_s; // tests/support and tests/bench; who includes them is bound by what it links
}

QStringList SourceCheck::problems()
{
    checkStart();
    for (int line = 0; line < m_lines.size(); ++line) {
        if (m_lines[line].startsWith(u"#include"))
            checkInclude(line, m_lines[line]);
        checkWords(line, m_code.value(line));
    }
    checkConnects();
    checkLengths();
    return m_problems;
}

void SourceCheck::report(int line, const QString &what)
{
    m_problems.append(u"%1:%2: %3"_s.arg(m_path).arg(line + 1).arg(what));
}

void SourceCheck::checkStart()
{
    if (m_lines.value(0) != u"// SPDX-License-Identifier: GPL-3.0-or-later")
        report(0, u"the first line must name the licence"_s);
    if (m_path.endsWith(u".h") && m_lines.value(1) != u"#pragma once")
        report(1, u"the second line of a header must be #pragma once"_s);
}

void SourceCheck::checkInclude(int line, const QString &text)
{
    static const QRegularExpression form(uR"(^#include ([<"])([^>"]+)[>"])"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        report(line, u"this include cannot be read"_s);
    else if (match.captured(1) == u"\"")
        checkProjectInclude(line, match.captured(2));
    else
        checkSystemInclude(line, match.captured(2));
}

void SourceCheck::checkProjectInclude(int line, const QString &name)
{
    if (name.endsWith(u".moc"))
        return;
    const QString target = name.section(u'/', 0, 0);
    const bool isTest = m_path.startsWith(u"tests/");
    if (!layers().contains(target) && target != u"tests")
        report(line, u"write the path of \"%1\" from the root of the project"_s.arg(name));
    else if (target == u"tests" ? !isTest : !layers()[m_layer].project.contains(target))
        report(line, u"%1 must not include %2"_s.arg(m_layer, name));
}

void SourceCheck::checkSystemInclude(int line, const QString &name)
{
    const QString module = moduleOf(name);
    const bool isForTests = m_path.startsWith(u"tests/") && (module == u"QtTest" || m_layer == u"app");
    if (!module.isEmpty() && !isForTests && !layers()[m_layer].modules.contains(module))
        report(line, u"%1 must not include <%2>, which is of %3"_s.arg(m_layer, name, module));
    if (name.startsWith(u"yaml-cpp/") && m_path != u"core/base/yaml.cpp")
        report(line, u"only core/base/yaml.cpp meets yaml-cpp and its exceptions"_s);
    if (name == u"sqlite3.h" && !m_path.startsWith(u"core/store/") && !m_path.startsWith(u"tests/"))
        report(line, u"only core/store speaks to SQLite"_s);
    if (name.startsWith(u"qt6keychain/") && m_layer != u"app")
        report(line, u"only app knows the keychain"_s);
}

void SourceCheck::checkWords(int line, const QString &code)
{
    static const QRegularExpression never(
        u"\\b(QEventLoop|BlockingQueuedConnection|co_await|co_return)\\b"_s);
    if (m_path.startsWith(u"tests/"))
        return;
    if (const auto match = never.match(code); match.hasMatch())
        report(line, u"%1 is never used here"_s.arg(match.captured()));
}

// connect(sender, signal, lambda) lives as long as the sender, whatever the lambda refers to.
void SourceCheck::checkConnects()
{
    static const QRegularExpression call(u"\\bconnect\\("_s);
    const QString code = m_code.join(u'\n');
    auto calls = call.globalMatch(code);
    while (calls.hasNext()) {
        const qsizetype start = calls.next().capturedEnd();
        int depth = 1;
        int commas = 0;
        qsizetype lastArgument = start;
        for (qsizetype at = start; at < code.size() && depth > 0; ++at) {
            const QChar c = code[at];
            if (c == u'(' || c == u'[' || c == u'{')
                ++depth;
            else if (c == u')' || c == u']' || c == u'}')
                --depth;
            else if (c == u',' && depth == 1 && ++commas <= 2)
                lastArgument = at + 1;
        }
        if (commas == 2 && QStringView(code).sliced(lastArgument).trimmed().startsWith(u'['))
            report(int(QStringView(code).first(start).count(u'\n')),
                   u"this connect has no context; give it four arguments"_s);
    }
}

void SourceCheck::checkLengths()
{
    const qsizetype length = m_lines.size() - (m_lines.value(m_lines.size() - 1).isEmpty() ? 1 : 0);
    if (length > longestFile)
        report(longestFile, u"the file has %1 lines; %2 is the most"_s.arg(length).arg(longestFile));
    for (int line = 0; line < m_code.size(); ++line) {
        if (m_code[line].trimmed() == u"{")
            checkFunction(line);
    }
}

// In our format only functions and types have their brace on a line of its own.
void SourceCheck::checkFunction(int opening)
{
    static const QRegularExpression type(
        u"^(template\\s*<.*>\\s*)?(class|struct|enum|union|namespace|extern)\\b"_s);
    const QString declaration = declarationBefore(opening);
    const int length = closingLine(opening) - opening + 1;
    if (length <= longestFunction || !declaration.contains(u'(') || type.match(declaration).hasMatch())
        return;
    const QString name = declaration.section(u'(', 0, 0).simplified().section(u' ', -1);
    // The rows of a test's table are data, and belong together.
    if (m_path.startsWith(u"tests/") && name.endsWith(u"_data"))
        return;
    report(opening, u"%1() has %2 lines; %3 is the most"_s.arg(name).arg(length).arg(longestFunction));
}

int SourceCheck::closingLine(int opening) const
{
    int depth = 0;
    for (int line = opening; line < m_code.size(); ++line) {
        depth += int(m_code[line].count(u'{') - m_code[line].count(u'}'));
        if (depth <= 0)
            return line;
    }
    return int(m_code.size()) - 1;
}

QString SourceCheck::declarationBefore(int line) const
{
    QStringList parts;
    for (int above = line - 1; above >= 0; --above) {
        const QString text = m_code[above].trimmed();
        const bool isLabel = text.endsWith(u':') && !text.contains(u'(');
        if (text.isEmpty() || text.startsWith(u'#') || text.endsWith(u';') || text == u"}" || text == u"{" ||
            isLabel)
            break;
        parts.prepend(text);
    }
    return parts.join(u' ');
}

} // namespace tests
