// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optionkind.h"

#include "core/base/text.h"
#include "server/http/clientaddress.h"
#include "server/http/pageorigin.h"

#include <QDir>
#include <QHostAddress>
#include <QUrl>

#include <array>

namespace app {

using namespace Qt::Literals::StringLiterals;
using std::chrono::milliseconds;

namespace {

// A kind whose values are one text each: `parse` gives nothing for what it refuses.
template<typename T, typename Parse, typename Show>
OptionKind single(Field<T> field, QString placeholder, QString expected, Parse parse, Show show)
{
    return OptionKind{
        .placeholder = std::move(placeholder),
        .expected = std::move(expected),
        .read =
            [field, parse](Options &options, const QStringList &values) {
                const std::optional<T> value =
                    values.size() == 1 ? parse(values.front().trimmed()) : std::nullopt;
                if (value)
                    field(options) = *value;
                return value.has_value();
            },
        .show =
            [field, show](const Options &options) {
                Options copy = options;
                return show(field(copy));
            },
    };
}

QString asItIs(const QString &text)
{
    return text;
}

template<typename T>
bool isWithin(T value, const Range<T> &range)
{
    if (value == T{} && range.zero == Zero::TurnsOff)
        return true;
    return value >= range.lowest && value <= range.highest;
}

// "a size from 1KiB to 1GiB; 0 turns it off"
template<typename T, typename Show>
QString expectedWithin(const QString &what, const Range<T> &range, Show show)
{
    const QString span = u"%1 from %2 to %3"_s.arg(what, show(range.lowest), show(range.highest));
    return range.zero == Zero::TurnsOff ? QString(span + u"; 0 turns it off") : span;
}

struct Unit
{
    QLatin1StringView name;
    qint64 factor;
};

constexpr std::array<Unit, 7> sizeUnits{{{"GiB"_L1, 1 << 30},
                                         {"MiB"_L1, 1 << 20},
                                         {"KiB"_L1, 1 << 10},
                                         {"GB"_L1, 1'000'000'000},
                                         {"MB"_L1, 1'000'000},
                                         {"KB"_L1, 1'000},
                                         {"B"_L1, 1}}};

std::optional<qint64> parseSize(const QString &text)
{
    qint64 factor = 1;
    QStringView digits = text;
    for (const Unit &unit : sizeUnits) {
        if (text.endsWith(unit.name, Qt::CaseInsensitive)) {
            factor = unit.factor;
            digits = digits.chopped(unit.name.size()).trimmed();
            break;
        }
    }
    bool read = false;
    const qint64 count = digits.toLongLong(&read);
    qint64 bytes = 0;
    if (!read || count < 0 || __builtin_mul_overflow(count, factor, &bytes))
        return {};
    return bytes;
}

QString showSize(qint64 bytes)
{
    for (const Unit &unit : sizeUnits) {
        if (bytes >= unit.factor && bytes % unit.factor == 0)
            return QString::number(bytes / unit.factor) + unit.name;
    }
    return u"0"_s;
}

std::optional<milliseconds> parseTime(const QString &text)
{
    return core::parseDuration(text);
}

QString showTime(milliseconds time)
{
    constexpr std::array<Unit, 4> units{
        {{"h"_L1, 3'600'000}, {"m"_L1, 60'000}, {"s"_L1, 1'000}, {"ms"_L1, 1}}};
    for (const Unit &unit : units) {
        if (time.count() >= unit.factor && time.count() % unit.factor == 0)
            return QString::number(time.count() / unit.factor) + unit.name;
    }
    return u"0"_s;
}

std::optional<Address> parseAddress(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool read = false;
    const quint16 port = text.sliced(colon + 1).toUShort(&read);
    if (colon < 1 || !read)
        return {};
    QString host = text.first(colon);
    if (host == u"localhost")
        return Address{.host = u"127.0.0.1"_s, .port = port};
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (isBracketed)
        host = host.sliced(1, host.size() - 2);
    const QHostAddress address(host);
    const auto protocol = isBracketed ? QAbstractSocket::IPv6Protocol : QAbstractSocket::IPv4Protocol;
    if (address.isNull() || address.protocol() != protocol)
        return {};
    return Address{.host = address.toString(), .port = port};
}

QString showAddress(const Address &address)
{
    const QString host = address.host.contains(u':') ? QString(u'[' + address.host + u']') : address.host;
    return host + u':' + QString::number(address.port);
}

std::optional<QString> parseUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    if (!url.isValid() || !isWeb || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasFragment())
        return {};
    return text;
}

std::optional<QString> parsePath(const QString &text)
{
    if (text.isEmpty() || text.contains(QChar::Null))
        return {};
    const bool isBelowHome = text == u"~" || text.startsWith(u"~/");
    const QString path = isBelowHome ? QString(QDir::homePath() + text.sliced(1)) : text;
    return QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

std::optional<bool> parseSwitch(const QString &text)
{
    const QString word = text.toLower();
    if (word == u"true" || word == u"yes" || word == u"on" || word == u"1")
        return true;
    if (word == u"false" || word == u"no" || word == u"off" || word == u"0")
        return false;
    return {};
}

// A list of texts without spaces; `parse` gives nothing for an item that it refuses.
template<typename Parse>
OptionKind listOf(Field<QStringList> field, QString expected, Parse parse)
{
    return OptionKind{
        .placeholder = u"A,B,…"_s,
        .expected = std::move(expected),
        .read =
            [field, parse](Options &options, const QStringList &values) {
                QStringList items;
                for (const QString &value : values.join(u',').split(u',', Qt::SkipEmptyParts)) {
                    const QString item = value.trimmed();
                    const bool isText = !item.isEmpty() && std::none_of(item.begin(), item.end(),
                                                                        [](QChar c) { return c <= u' '; });
                    const std::optional<QString> read = isText ? parse(item) : std::nullopt;
                    if (!read)
                        return false;
                    items.append(*read);
                }
                field(options) = items;
                return true;
            },
        .show =
            [field](const Options &options) {
                Options copy = options;
                return field(copy).join(u',');
            },
        .form = OptionKind::Form::List,
    };
}

} // namespace

OptionKind textKind(Field<QString> field)
{
    return single<QString>(
        field, u"TEXT"_s, u"a text of one line"_s,
        [](const QString &text) {
            const bool isPlain = std::none_of(text.begin(), text.end(),
                                              [](QChar c) { return c.category() == QChar::Other_Control; });
            return isPlain && !text.isEmpty() ? std::optional(text) : std::nullopt;
        },
        asItIs);
}

OptionKind pathKind(Field<QString> field)
{
    return single<QString>(field, u"PATH"_s, u"the path of a file or folder"_s, parsePath, asItIs);
}

OptionKind urlKind(Field<QString> field)
{
    return single<QString>(field, u"URL"_s, u"an address such as https://api.example.com/v1"_s, parseUrl,
                           asItIs);
}

OptionKind switchKind(Field<bool> field)
{
    OptionKind kind = single<bool>(field, u"true|false"_s, u"true or false"_s, parseSwitch,
                                   [](bool isOn) { return isOn ? u"true"_s : u"false"_s; });
    kind.form = OptionKind::Form::Switch;
    return kind;
}

OptionKind numberKind(Field<int> field, Range<int> range)
{
    const auto show = [](int number) { return QString::number(number); };
    return single<int>(
        field, u"NUMBER"_s, expectedWithin(u"a whole number"_s, range, show),
        [range](const QString &text) -> std::optional<int> {
            bool read = false;
            const int number = text.toInt(&read);
            return read && isWithin(number, range) ? std::optional(number) : std::nullopt;
        },
        show);
}

OptionKind sizeKind(Field<qint64> field, Range<qint64> range)
{
    return single<qint64>(
        field, u"SIZE"_s, expectedWithin(u"a size"_s, range, showSize),
        [range](const QString &text) {
            const auto bytes = parseSize(text);
            return bytes && isWithin(*bytes, range) ? bytes : std::nullopt;
        },
        showSize);
}

OptionKind durationKind(Field<milliseconds> field, Range<milliseconds> range)
{
    return single<milliseconds>(
        field, u"TIME"_s, expectedWithin(u"a time"_s, range, showTime),
        [range](const QString &text) {
            const auto time = parseTime(text);
            return time && isWithin(*time, range) ? time : std::nullopt;
        },
        showTime);
}

OptionKind addressKind(Field<Address> field)
{
    return single<Address>(field, u"HOST:PORT"_s,
                           u"an IP address and a port, such as 127.0.0.1:8080 or [::1]:0"_s, parseAddress,
                           showAddress);
}

OptionKind optionalAddressKind(Field<std::optional<Address>> field)
{
    using Wanted = std::optional<Address>;
    const auto parse = [](const QString &text) -> std::optional<Wanted> {
        const std::optional<Address> address = parseAddress(text);
        if (!address && text != u"off")
            return {};
        return std::optional<Wanted>(std::in_place, address);
    };
    const auto show = [](const Wanted &wanted) { return wanted ? showAddress(*wanted) : u"off"_s; };
    return single<Wanted>(field, u"HOST:PORT"_s,
                          u"an IP address and a port, such as 127.0.0.1:8765 or [::1]:0, or off"_s, parse,
                          show);
}

OptionKind listKind(Field<QStringList> field)
{
    return listOf(field, u"a list of texts without spaces"_s,
                  [](const QString &item) { return std::optional(item); });
}

OptionKind originsKind(Field<QStringList> field)
{
    return listOf(field, u"a list of origins such as https://example.com, each named and without a path"_s,
                  server::PageOrigins::parse);
}

OptionKind networksKind(Field<QStringList> field)
{
    return listOf(field, u"a list of IP addresses and networks such as 10.0.0.1, 10.0.0.0/8 or fd00::/8"_s,
                  [](const QString &item) {
                      return server::AddressRange::parse(item) ? std::optional(item) : std::nullopt;
                  });
}

OptionKind wordKind(const QStringList &words, std::function<void(Options &, const QString &)> set,
                    std::function<QString(const Options &)> show)
{
    return OptionKind{
        .placeholder = words.join(u'|'),
        .expected = u"one of "_s + words.join(u", "),
        .read =
            [words, set = std::move(set)](Options &options, const QStringList &values) {
                if (values.size() != 1 || !words.contains(values.front()))
                    return false;
                set(options, values.front());
                return true;
            },
        .show = std::move(show),
    };
}

} // namespace app
