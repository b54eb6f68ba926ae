// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <algorithm>

// QVERIFY2 with bytes that are put together.
#define VERIFY_SHOWING(condition, bytes) QVERIFY2(condition, QByteArray(bytes).constData())

using namespace server;
using namespace Qt::Literals::StringLiterals;

// What every row of every surface must refuse, and how. The rows say themselves what they take.

namespace {

constexpr auto anyId = "unknown-1";

QByteArray idOf(const Endpoint &row)
{
    return core::toWord(row.method).toLatin1() + ' ' + row.path;
}

// A schedule's id is a UUID and nothing else.
bool wantsUuid(const Endpoint &row)
{
    return row.path.startsWith("/api/v1/schedules/");
}

QByteArray pathWith(const Endpoint &row, const QByteArray &wanted)
{
    const QByteArray id = wantsUuid(row) && wanted == anyId ? "0193f7c2-0000-7000-8000-000000000000" : wanted;
    QByteArray path;
    for (const QByteArray &part : row.path.split('/')) {
        if (!part.isEmpty())
            path += '/' + (part.startsWith('{') ? id : part);
    }
    return path.isEmpty() ? "/"_ba : path;
}

QJsonObject validObject(const std::vector<Field> &fields);

// A value that the row takes.
QJsonValue validValue(const Field &field)
{
    switch (field.type) {
    case FieldType::Text:
        return field.allowed.isEmpty() ? u"x-1"_s : field.allowed.first();
    case FieldType::Integer:
    case FieldType::Number:
        return field.minimum.value_or(1);
    case FieldType::Boolean:
        return true;
    case FieldType::Object:
        return validObject(field.fields);
    case FieldType::List:
        return field.fields.empty() ? QJsonArray() : QJsonArray{validObject(field.fields)};
    case FieldType::TextList:
        return QJsonArray{u"x-1"_s};
    case FieldType::Nothing:
        return QJsonValue::Null;
    case FieldType::Any:
        break;
    }
    return u"x-1"_s;
}

QJsonObject validObject(const std::vector<Field> &fields)
{
    QJsonObject object;
    for (const Field &field : fields) {
        if (field.presence == Presence::Required)
            object.insert(field.name, validValue(field));
    }
    return object;
}

// Values of types that the row does not take.
QJsonArray wrongTypes(const Field &field)
{
    switch (field.type) {
    case FieldType::Text:
        return {7, true, QJsonObject(), QJsonArray()};
    case FieldType::Integer:
        return {u"seven"_s, 1.5, true, QJsonArray()};
    case FieldType::Number:
        return {u"seven"_s, true, QJsonObject()};
    case FieldType::Boolean:
        return {u"yes"_s, 1, QJsonObject()};
    case FieldType::Object:
        return {u"x"_s, 7, QJsonArray()};
    case FieldType::List:
    case FieldType::TextList:
        return {u"x"_s, 7, QJsonObject()};
    case FieldType::Nothing:
        return {u"x"_s, 7, true, QJsonArray()};
    case FieldType::Any:
        break;
    }
    return {};
}

// Values of the right type that are too small, too large, or none of those allowed.
QJsonArray wrongValues(const Field &field)
{
    QJsonArray values;
    const bool isText = field.type == FieldType::Text;
    if (isText && field.maximum)
        values.append(QString(qsizetype(*field.maximum) + 1, u'x'));
    if (isText && (!field.allowed.isEmpty() || (field.check && !field.check(u"no such value!"))))
        values.append(u"no such value!"_s);
    if (field.type != FieldType::Integer && field.type != FieldType::Number)
        return values;
    if (field.minimum)
        values.append(*field.minimum - 1);
    if (field.maximum)
        values.append(*field.maximum + 1);
    return values;
}

QByteArray queryWith(const Endpoint &row, const QString &name = {}, const QString &value = {})
{
    QByteArrayList items;
    for (const Field &field : row.query) {
        if (field.name != name && field.presence == Presence::Required)
            items.append(field.name.toLatin1() + '=' + validValue(field).toVariant().toString().toLatin1());
    }
    if (!name.isEmpty() && !value.isNull())
        items.append(name.toLatin1() + '=' + value.toUtf8().toPercentEncoding());
    return items.isEmpty() ? QByteArray() : '?' + items.join('&');
}

QByteArray textOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray validBody(const Endpoint &row)
{
    return row.body.kind == BodyShape::Kind::None ? QByteArray() : textOf(validObject(row.body.fields));
}

// The sentence of a refusal; empty when it does not have its surface's shape.
QString sentenceOf(const QString &surface, const JsonAnswer &answer)
{
    if (answer.header("content-type") != "application/json")
        return {};
    if (surface == u"goagents"_s) {
        const bool hasShape = answer.at(u"success"_s) == QJsonValue(false) &&
                              !answer.text(u"error.code"_s).isEmpty() &&
                              answer.text(u"timestamp"_s).endsWith(u'Z');
        return hasShape ? answer.text(u"error.message"_s) : QString();
    }
    if (surface == u"agentapi"_s) {
        const QString message = answer.text(u"error.message"_s);
        const bool hasShape = !message.isEmpty() && !answer.text(u"error.code"_s).isEmpty() &&
                              answer.at(u"error.details"_s).isObject();
        // An issue that does not stand by itself has a general sentence before it.
        return hasShape ? answer.at(u"error.details.issue"_s).toString(message) : QString();
    }
    if (surface == u"orchestrator"_s) {
        const bool hasShape = !answer.text(u"error"_s).isEmpty() &&
                              answer.text(u"timestamp"_s).endsWith(u'Z') &&
                              !answer.text(u"request_id"_s).isEmpty() && !answer.text(u"detail"_s).isEmpty();
        return hasShape ? answer.text(u"message"_s) : QString();
    }
    if (surface == u"openai"_s)
        return answer.text(u"error.type"_s).isEmpty() ? QString() : answer.text(u"error.message"_s);
    const QString message = surface == u"shannon"_s ? answer.text(u"message"_s) : QString();
    return message.isEmpty() ? answer.text(u"error"_s) : message;
}

bool showsTheInside(const QByteArray &body)
{
    for (const char *word :
         {"SELECT", "INSERT", "sqlite", "SQL", ".cpp", "core::", "server::", "std::", "/tmp/", "0x"}) {
        if (body.contains(word))
            return true;
    }
    return false;
}

// Either the contract's own words, or the name of the field with or without its underscores.
bool namesField(const QString &sentence, const Field &field)
{
    for (const QString &words : {field.refusal, field.missing}) {
        if (!words.isEmpty() && sentence.startsWith(words.section(u"%1"_s, 0, 0)))
            return true;
    }
    const QString lower = sentence.toLower();
    return lower.contains(field.name.toLower()) ||
           lower.contains(QString(field.name).replace(u'_', u' ').toLower());
}

} // namespace

class TestEndpoints : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // Every attempt counts, whatever is wrong with its body, and there are more of them than the limits
        // let.
        m_box = std::make_unique<TestSignalbox>(core::CoreOptions(), ServerOptions(), withoutLimits());
        for (const auto &[scope, word] : core::Words<core::Scope>::table) {
            core::Scopes others = core::allScopes;
            others.setFlag(scope, false);
            m_keysWithout.insert(QString::fromLatin1(word), m_box->keyFor(others));
        }
    }

    void cleanupTestCase() { m_box.reset(); }
    void init() { m_before = m_box->rows(); }
    void cleanup() { QCOMPARE(m_box->rows(), m_before); }

    // An open row with a body is a sign-in, and a wrong one is an event.
    void withoutAKey_data()
    {
        addRows([](const Endpoint &row) {
            return !isSocket(row) && !(row.access.isOpen() && row.body.kind != BodyShape::Kind::None);
        });
    }
    void withoutAKey()
    {
        const Endpoint &row = fetchRow();
        const QByteArray target = pathWith(row, anyId) + queryWith(row);
        for (const QByteArray &key :
             {""_ba, "X-API-Key: sk_wrong\r\n"_ba, "Authorization: Bearer sk_wrong\r\n"_ba}) {
            JsonAnswer answer = key.isEmpty() ? m_box->requestWithoutKey(method(row), target, validBody(row))
                                              : m_box->request(method(row), target, validBody(row), key);
            if (row.access.isOpen()) {
                QVERIFY(answer.status != 401);
                continue;
            }
            expect(answer, 401);
            QVERIFY(!answer.header("www-authenticate").isEmpty());
        }
    }

    void withoutTheScope_data()
    {
        addRows([](const Endpoint &row) { return row.access.scope() && !isSocket(row); });
    }
    void withoutTheScope()
    {
        const Endpoint &row = fetchRow();
        const QString scope = core::toWord(*row.access.scope());
        const JsonAnswer answer =
            m_box->request(method(row), pathWith(row, anyId) + queryWith(row), validBody(row),
                           "X-API-Key: " + m_keysWithout.value(scope) + "\r\n");
        expect(answer, 403);
        QVERIFY(answer.body.contains(scope.toLatin1()));
    }

    void withTheWrongMethod_data() { addRows(); }
    void withTheWrongMethod()
    {
        const Endpoint &row = fetchRow();
        const JsonAnswer answer = m_box->request(otherMethod(row), pathWith(row, anyId));
        expect(answer, 405);
        QVERIFY(answer.header("allow").split(',').join().contains(method(row)));
    }

    void withoutABody_data() { addRows(needsBody); }
    void withoutABody()
    {
        const Endpoint &row = fetchRow();
        for (const QByteArray &body : {""_ba, "{\"query\":"_ba, "[]"_ba, "\xff\xfe"_ba, "null"_ba}) {
            const JsonAnswer answer = m_box->request(method(row), pathWith(row, anyId), body);
            expect(answer, 400);
        }
        QByteArray deep;
        for (int i = 0; i < 200; ++i)
            deep += "{\"a\":";
        expect(m_box->request(method(row), pathWith(row, anyId), deep + "1" + QByteArray(200, '}')), 400);
    }

    void withABodyThatIsTooLarge_data()
    {
        addRows([](const Endpoint &row) { return row.body.kind != BodyShape::Kind::None; });
    }
    void withABodyThatIsTooLarge()
    {
        const Endpoint &row = fetchRow();
        tests::Client client(m_box->port);
        client.send(method(row) + ' ' + pathWith(row, anyId) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " +
                    m_box->key + "\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n");
        JsonAnswer answer;
        static_cast<tests::Answer &>(answer) = client.receive();
        expect(answer, 413);
    }

    void withAWrongFieldInTheBody_data()
    {
        addRows([](const Endpoint &row) {
            return row.body.kind == BodyShape::Kind::Json && !row.body.fields.empty();
        });
    }
    void withAWrongFieldInTheBody()
    {
        const Endpoint &row = fetchRow();
        for (const Field &field : row.body.fields) {
            QJsonArray values = wrongTypes(field);
            for (const QJsonValue &value : wrongValues(field))
                values.append(value);
            for (const QJsonValue &value : std::as_const(values))
                refuseField(row, field, value);
            if (field.presence == Presence::Required)
                refuseField(row, field, QJsonValue::Undefined);
        }
    }

    void withAWrongFieldInTheQuery_data()
    {
        addRows([](const Endpoint &row) { return !isSocket(row) && !row.query.empty(); });
    }
    void withAWrongFieldInTheQuery()
    {
        const Endpoint &row = fetchRow();
        for (const Field &field : row.query) {
            QStringList values;
            for (const QJsonValue &value : wrongValues(field))
                values.append(value.toVariant().toString());
            if (field.type == FieldType::Integer || field.type == FieldType::Number)
                values += {u"many"_s, u"1e999"_s, u"99999999999999999999"_s};
            if (field.type == FieldType::Boolean)
                values += u"maybe"_s;
            if (field.presence == Presence::Required)
                values += {QString(), u" "_s};
            for (const QString &value : values) {
                const JsonAnswer answer = m_box->request(
                    method(row), pathWith(row, anyId) + queryWith(row, field.name, value), validBody(row));
                expect(answer, 400);
                VERIFY_SHOWING(namesField(sentenceOf(m_surface, answer), field), answer.body);
            }
        }
    }

    // What somebody has is an empty list when nobody is known by that name.
    void withAnIdThatIsNotThere_data()
    {
        addRows([](const Endpoint &row) {
            return row.path.contains('{') && !row.path.contains("/user/{user_id}/");
        });
    }
    void withAnIdThatIsNotThere()
    {
        const Endpoint &row = fetchRow();
        const QByteArray headers =
            isSocket(row) ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"_ba
                          : QByteArray();
        const JsonAnswer unknown =
            m_box->request(method(row), pathWith(row, anyId) + queryWith(row), validBodyOf(row), headers);
        expect(unknown, takesId(row) ? 404 : 400);
        const QByteArrayList strange{"%27%20OR%201%3D1--",
                                     "%3Cscript%3E",
                                     "%F0%9F%92%A5",
                                     "a%0D%0AX-Forged%3A%201",
                                     "%25s%25n",
                                     "..%5C..%5Cetc",
                                     QByteArray(500, 'x'),
                                     "%20",
                                     "~",
                                     "%22%7D"};
        for (const QByteArray &id : strange) {
            const JsonAnswer answer =
                m_box->request(method(row), pathWith(row, id) + queryWith(row), validBodyOf(row), headers);
            VERIFY_SHOWING(answer.status == 400 || answer.status == 404,
                           id + ": " + QByteArray::number(answer.status) + ' ' + answer.body);
            expect(answer, answer.status);
            QVERIFY(answer.count("X-Forged") == 0);
        }
    }

    void unknownPathsHaveTheShapeOfTheirPrefix_data() { addRows(); }
    void unknownPathsHaveTheShapeOfTheirPrefix()
    {
        const Endpoint &row = fetchRow();
        const QByteArray path = row.path == "/" ? QByteArray() : pathWith(row, anyId);
        expect(m_box->request("GET", path + "/no/such/path"), 404);
    }

private:
    static QByteArray method(const Endpoint &row) { return core::toWord(row.method).toLatin1(); }
    static bool isSocket(const Endpoint &row) { return std::holds_alternative<OpenSocket>(row.handler); }

    // One that no row of this path has.
    QByteArray otherMethod(const Endpoint &row) const
    {
        QByteArrayList taken;
        for (const server::Surface &surface : m_box->server->surfaces()) {
            for (const Endpoint &other : surface.endpoints) {
                if (other.path == row.path)
                    taken.append(method(other));
            }
        }
        for (const QByteArray &other : {"PATCH"_ba, "PUT"_ba, "DELETE"_ba, "POST"_ba}) {
            if (!taken.contains(other))
                return other;
        }
        return {};
    }

    // Some rows say what an id looks like.
    static bool takesId(const Endpoint &row)
    {
        return wantsUuid(row) || std::ranges::all_of(row.parameters, [](const Field &field) {
                   return !field.check || field.check(QString::fromLatin1(anyId));
               });
    }

    static bool needsBody(const Endpoint &row)
    {
        return row.body.kind != BodyShape::Kind::None && row.body.presence == Presence::Required;
    }

    // A manifest's name must be that of the path, and its provider one that there is.
    static QByteArray validBodyOf(const Endpoint &row)
    {
        if (row.path != "/api/v1/clusters/{cluster_name}" || row.method != server::Method::Put)
            return validBody(row);
        return "{\"metadata\":{\"name\":\"unknown-1\"},\"spec\":{\"agents\":[{\"name\":\"a\",\"provider\":"
               "\"fake\",\"model\":\"m\"}]}}";
    }

    void addRows()
    {
        addRows([](const Endpoint &) { return true; });
    }
    // Those rows that a test is about, so that none passes without being tested.
    template<typename Concerns>
    void addRows(Concerns concerns)
    {
        QTest::addColumn<int>("surface");
        QTest::addColumn<int>("index");
        const std::vector<Surface> &surfaces = m_box->server->surfaces();
        for (size_t i = 0; i < surfaces.size(); ++i) {
            for (size_t k = 0; k < surfaces[i].endpoints.size(); ++k) {
                if (concerns(surfaces[i].endpoints[k]))
                    QTest::newRow(idOf(surfaces[i].endpoints[k]).constData()) << int(i) << int(k);
            }
        }
    }

    const Endpoint &fetchRow()
    {
        const int surface = *static_cast<int *>(QTest::qData("surface", QMetaType::Int));
        const int index = *static_cast<int *>(QTest::qData("index", QMetaType::Int));
        m_surface = m_box->server->surfaces()[size_t(surface)].name;
        return m_box->server->surfaces()[size_t(surface)].endpoints[size_t(index)];
    }

    void expect(const JsonAnswer &answer, int status)
    {
        VERIFY_SHOWING(answer.status == status,
                       QByteArray::number(answer.status) + ' ' + answer.body.left(500));
        VERIFY_SHOWING(!sentenceOf(m_surface, answer).isEmpty(), answer.head + answer.body);
        VERIFY_SHOWING(!showsTheInside(answer.body), answer.body);
    }

    void refuseField(const Endpoint &row, const Field &field, const QJsonValue &value)
    {
        QJsonObject body = validObject(row.body.fields);
        body.insert(field.name, value);
        const JsonAnswer answer =
            m_box->request(method(row), pathWith(row, anyId) + queryWith(row), textOf(body));
        expect(answer, 400);
        VERIFY_SHOWING(namesField(sentenceOf(m_surface, answer), field),
                       field.name.toLatin1() + ": " + answer.body);
        if (m_surface == u"agentapi"_s)
            QVERIFY(answer.text(u"error.details.field"_s).startsWith(field.name));
    }

    std::unique_ptr<TestSignalbox> m_box;
    QHash<QString, QByteArray> m_keysWithout;
    QList<qint64> m_before;
    QString m_surface;
};

SIGNALBOX_TEST(TestEndpoints)
#include "tst_endpoints.moc"
