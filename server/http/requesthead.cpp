// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requesthead.h"

#include "server/http/percent.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace server {

bool isSameWord(QByteArrayView one, QByteArrayView other)
{
    return one.size() == other.size() && qstrnicmp(one.data(), other.data(), size_t(one.size())) == 0;
}

namespace {

constexpr std::array<bool, 256> tableOf(const char *characters)
{
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c)
        table[size_t(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        table[size_t(c)] = table[size_t(c - 'a' + 'A')] = true;
    for (; *characters != '\0'; ++characters)
        table[size_t(*characters)] = true;
    return table;
}

constexpr auto tokenCharacters = tableOf("!#$%&'*+-.^_`|~");
constexpr auto hostCharacters = tableOf(".-_:[]");

bool consistsOf(QByteArrayView text, const std::array<bool, 256> &table)
{
    for (const char c : text) {
        if (!table[uchar(c)])
            return false;
    }
    return !text.isEmpty();
}

// Whether a comma-separated list has a member, in any case.
bool lists(QByteArrayView list, QByteArrayView member)
{
    while (!list.isEmpty()) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView part = comma < 0 ? list : list.first(comma);
        if (isSameWord(part.trimmed(), member))
            return true;
        list = comma < 0 ? QByteArrayView() : list.sliced(comma + 1);
    }
    return false;
}

// Reads one head. Each step returns false after saying in m_refusal why.
class HeadParser
{
public:
    HeadParser(const QByteArray &bytes, const GuardLimits &limits)
        : m_limits(limits)
    {
        m_head.bytes = bytes;
    }

    std::variant<RequestHead, Refusal> parse()
    {
        if (!cleanBytes() || !requestLine() || !headerLines() || !hostIsClear() || !framingIsClear())
            return m_refusal;
        connection();
        if (!expectation())
            return m_refusal;
        return std::move(m_head);
    }

private:
    bool refuse(int status, const char *reason)
    {
        m_refusal = {status, reason};
        return false;
    }

    // Lines end with CR LF and in no other way, and hold no control characters.
    bool cleanBytes()
    {
        const QByteArrayView all = m_head.bytes;
        for (qsizetype i = 0; i < all.size(); ++i) {
            const uchar c = uchar(all[i]);
            if (c >= 0x20 && c != 0x7f) [[likely]]
                continue;
            if (c == '\r' && i + 1 < all.size() && all[i + 1] == '\n') {
                ++i;
                continue;
            }
            if (c != '\t')
                return refuse(400, "A control character stands in the head of the request.");
        }
        return true;
    }

    QByteArrayView nextLine()
    {
        const QByteArrayView rest = QByteArrayView(m_head.bytes).sliced(m_position);
        const QByteArrayView line = rest.first(rest.indexOf('\r'));
        m_position += line.size() + 2;
        return line;
    }

    bool requestLine()
    {
        const QByteArrayView line = nextLine();
        const qsizetype first = line.indexOf(' ');
        const qsizetype last = line.lastIndexOf(' ');
        if (first <= 0 || last <= first)
            return refuse(400, "The request line is not 'METHOD /path HTTP/1.1'.");
        const QByteArrayView version = line.sliced(last + 1);
        if (version != "HTTP/1.1" && version != "HTTP/1.0") {
            return version.startsWith("HTTP/") ? refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
                                               : refuse(400, "The request line has no HTTP version.");
        }
        m_head.oldVersion = version == "HTTP/1.0";
        const QByteArrayView word = line.first(first);
        if (!consistsOf(word, tokenCharacters))
            return refuse(400, "The method is not a word.");
        const auto method = methodOf(word);
        if (!method)
            return refuse(501, "This method is not offered.");
        m_head.method = *method;
        return target(line.sliced(first + 1, last - first - 1));
    }

    bool target(QByteArrayView text)
    {
        if (text.size() > m_limits.targetBytes)
            return refuse(414, "The address is too long.");
        const bool wholeServer = text == "*" && m_head.method == Method::Options;
        text = withoutHost(text);
        if (!wholeServer && !text.startsWith('/'))
            return refuse(400, "The address must start with '/'.");
        for (const char c : text) {
            if (uchar(c) <= 0x20 || uchar(c) >= 0x7f || std::strchr("#\\\"<>", c) != nullptr)
                return refuse(400, "The address holds a character that must be percent-encoded.");
        }
        const qsizetype mark = text.indexOf('?');
        m_head.path = mark < 0 ? text : text.first(mark);
        m_head.query = mark < 0 ? QByteArrayView() : text.sliced(mark + 1);
        return escapesAreWhole(m_head.query) && escapesAreWhole(m_head.path) && escapesAreHarmless() &&
               partsAreNamed();
    }

    // "http://box:8080/path" is "/path" at the host "box:8080"; hostIsClear() looks whether that is ours.
    QByteArrayView withoutHost(QByteArrayView text)
    {
        for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
            if (text.size() < scheme.size() || !isSameWord(text.first(scheme.size()), scheme))
                continue;
            const QByteArrayView rest = text.sliced(scheme.size());
            const auto end =
                std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?'; });
            m_targetHost = rest.first(end - rest.begin());
            m_hasTargetHost = true;
            const QByteArrayView path = rest.sliced(m_targetHost.size());
            return path.isEmpty() ? QByteArrayView("/") : path;
        }
        return text;
    }

    bool escapesAreWhole(QByteArrayView text)
    {
        for (qsizetype i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.size() || hexValue(text[i + 1]) < 0 || hexValue(text[i + 2]) < 0)
                return refuse(400, "A percent sign in the address is not followed by two hex digits.");
        }
        return true;
    }

    // A separator, a dot or a control character in disguise would be seen by one reader and not by the next.
    // A slash is left to the row, because some contracts have it in their names.
    bool escapesAreHarmless()
    {
        const QByteArrayView path = m_head.path;
        for (qsizetype i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            const int value = hexValue(path[i + 1]) * 16 + hexValue(path[i + 2]);
            if (value < 0x20 || value == 0x7f || std::strchr("\\.", value) != nullptr)
                return refuse(400, "The path encodes a character that it must not hold.");
        }
        return true;
    }

    bool partsAreNamed()
    {
        const QByteArrayView path = m_head.path;
        for (qsizetype i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            const qsizetype end = path.indexOf('/', i + 1);
            const QByteArrayView part = end < 0 ? path.sliced(i + 1) : path.sliced(i + 1, end - i - 1);
            if (part == "." || part == ".." || (part.isEmpty() && end >= 0))
                return refuse(400, "The path has an empty, '.' or '..' part.");
        }
        return true;
    }

    bool headerLines()
    {
        m_head.lines.reserve(16);
        const qsizetype end = m_head.bytes.size() - 2;
        while (m_position < end) {
            if (m_head.lines.size() >= m_limits.headerCount)
                return refuse(431, "There are too many headers.");
            const QByteArrayView line = nextLine();
            const qsizetype colon = line.indexOf(':');
            // No blank may stand before the colon or at the start of a line: that is how headers are hidden.
            if (colon <= 0 || !consistsOf(line.first(colon), tokenCharacters))
                return refuse(400, "A header line is not 'Name: value'.");
            m_head.lines.append({line.first(colon), line.sliced(colon + 1).trimmed()});
            if (!headerOnce(m_head.lines.constLast()))
                return false;
        }
        return true;
    }

    // Headers that decide how the request is read, and from whom and where it comes, must be there once at
    // most: of two, the next reader might take the other. What is a list may come in several lines.
    bool headerOnce(const RequestHead::Line &line)
    {
        static constexpr QByteArrayView names[singles] = {
            "host",           "content-length",   "transfer-encoding", "expect",
            "upgrade",        "authorization",    "x-api-key",         "origin",
            "content-type",   "content-encoding", "idempotency-key",   "last-event-id",
            "sec-fetch-site", "sec-fetch-mode",   "sec-websocket-key", "sec-websocket-version",
            "x-user-id",      "x-session-id"};
        if (isSameWord(line.name, "connection")) {
            m_endsConnection = m_endsConnection || lists(line.value, "close");
            m_upgradesConnection = m_upgradesConnection || lists(line.value, "upgrade");
            return true;
        }
        for (size_t i = 0; i < singles; ++i) {
            if (!isSameWord(line.name, names[i]))
                continue;
            if (m_seen[i])
                return refuse(400, "A header that must be there once is there twice.");
            m_seen[i] = true;
            m_special[i] = line.value;
            return true;
        }
        return true;
    }

    bool hostIsClear()
    {
        m_head.host = m_special[0];
        if (m_hasTargetHost && m_seen[0] && !isSameWord(m_targetHost, m_head.host))
            return refuse(400, "The address and the Host header name different hosts.");
        if (m_hasTargetHost)
            m_head.host = m_targetHost;
        else if (!m_seen[0] && m_head.oldVersion)
            return true;
        if (!m_seen[0] && !m_head.oldVersion)
            return refuse(400, "The Host header is missing or is no host.");
        return consistsOf(m_head.host, hostCharacters)
                   ? true
                   : refuse(400, "The Host header is missing or is no host.");
    }

    bool framingIsClear()
    {
        if (m_seen[1] && !contentLength(m_special[1]))
            return false;
        if (!m_seen[2])
            return true;
        if (m_seen[1] || m_head.oldVersion)
            return refuse(400, "The length of the body is said in two ways.");
        if (!isSameWord(m_special[2], "chunked"))
            return refuse(501, "Only the transfer encoding 'chunked' is offered.");
        m_head.chunked = true;
        return true;
    }

    bool contentLength(QByteArrayView text)
    {
        if (text.isEmpty() || text.size() > 15)
            return refuse(400, "The Content-Length is not a number.");
        for (const char c : text) {
            if (c < '0' || c > '9')
                return refuse(400, "The Content-Length is not a number.");
            m_head.contentLength = m_head.contentLength * 10 + (c - '0');
        }
        return true;
    }

    void connection()
    {
        m_head.lastOfConnection = m_head.oldVersion || m_endsConnection;
        m_head.upgradesToWebSocket = m_seen[4] && isSameWord(m_special[4], "websocket") &&
                                     m_upgradesConnection && m_head.method == Method::Get &&
                                     !m_head.oldVersion && !m_head.chunked && m_head.contentLength == 0;
    }

    bool expectation()
    {
        if (!m_seen[3])
            return true;
        if (!isSameWord(m_special[3], "100-continue"))
            return refuse(417, "Only the expectation '100-continue' can be met.");
        m_head.expectsContinue = !m_head.oldVersion && (m_head.chunked || m_head.contentLength > 0);
        return true;
    }

    const GuardLimits &m_limits;
    RequestHead m_head;
    Refusal m_refusal;
    qsizetype m_position = 0;
    static constexpr size_t singles = 18;
    std::array<bool, singles> m_seen{};
    std::array<QByteArrayView, singles> m_special{};
    QByteArrayView m_targetHost;
    bool m_hasTargetHost = false;
    bool m_endsConnection = false;
    bool m_upgradesConnection = false;
};

} // namespace

bool RequestHead::hasHeader(QByteArrayView name) const
{
    return std::any_of(lines.begin(), lines.end(),
                       [name](const Line &line) { return isSameWord(line.name, name); });
}

QByteArrayView RequestHead::header(QByteArrayView name) const
{
    for (const Line &line : lines) {
        if (isSameWord(line.name, name))
            return line.value;
    }
    return {};
}

QByteArray RequestHead::list(QByteArrayView name) const
{
    QByteArray all;
    for (const Line &line : lines) {
        if (isSameWord(line.name, name))
            all.append(all.isEmpty() ? "" : ", ").append(line.value);
    }
    return all;
}

bool RequestHead::has(QByteArrayView name) const
{
    return std::any_of(lines.begin(), lines.end(),
                       [name](const Line &line) { return isSameWord(line.name, name); });
}

std::variant<RequestHead, Refusal> parseHead(const QByteArray &bytes, const GuardLimits &limits)
{
    return HeadParser(bytes, limits).parse();
}

} // namespace server
