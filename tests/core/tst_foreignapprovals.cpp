// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <sqlite3.h>

#include <QRegularExpression>

#include <algorithm>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int instructionsAtOnce = 1000;
qint64 instructions = 0; // that SQLite has carried out, in whole thousands

// SQLite calls this for each connection that is opened from now on.
int countInstructions(sqlite3 *connection, char **, const sqlite3_api_routines *)
{
    const auto count = [](void *) {
        instructions += instructionsAtOnce;
        return 0;
    };
    sqlite3_progress_handler(connection, instructionsAtOnce, count, nullptr);
    return SQLITE_OK;
}

const auto counting = reinterpret_cast<void (*)()>(&countInstructions); // the type that SQLite wants

} // namespace

// A hundred thousand approvals of other people, which others decide: whoever looks at his own few does not
// read them.
class TestForeignApprovals : public QObject
{
    Q_OBJECT

    static constexpr int foreign = 100'000;

    static Approval approval(const QString &id, const QString &owner, const QStringList &deciders, int minute,
                             const QString &risk, ApprovalState state)
    {
        const Timestamp at = fromStored(1'767'225'600'000) + std::chrono::minutes(minute);
        return {.id = {u"approval-"_s + id},
                .task = {u"task-"_s + id},
                .owner = owner,
                .tool = u"write_file"_s,
                .title = u"Write"_s,
                .risk = risk,
                .state = state,
                .requestedAt = at,
                .decidedAt = state == ApprovalState::Pending ? Timestamp{} : at,
                .deciders = {.users = deciders}};
    }

    static QStringList idsIn(const Result<QList<Approval>> &found)
    {
        QStringList ids;
        for (const Approval &one : found ? *found : QList<Approval>())
            ids.append(one.id.value.section(u'-', 1));
        return ids;
    }

    static Principal person(const QString &name, Scopes scopes)
    {
        return {.user = name, .name = name, .scopes = scopes};
    }

    // Each is put in as pending, and closed where it is not.
    void put(const QList<Approval> &approvals)
    {
        ApprovalStore store((*m_core)->database());
        const auto done = (*m_core)->journal().record([&](Transaction &transaction) -> Result<void> {
            for (const Approval &one : approvals) {
                Approval pending = one;
                pending.state = ApprovalState::Pending;
                TRY(store.insert(transaction, pending));
                if (one.state != ApprovalState::Pending)
                    TRY(store.close(transaction, one));
            }
            return {};
        });
        if (!done || !(*m_core)->journal().commit())
            qFatal("not put in");
    }

    std::unique_ptr<TestCore> m_core;

private slots:
    void initTestCase()
    {
        sqlite3_auto_extension(counting);
        m_core = std::make_unique<TestCore>();
        sqlite3_cancel_auto_extension(counting);
        const QStringList risks{u"low"_s, u"medium"_s, u"high"_s};
        QList<Approval> many;
        for (int i = 0; i < foreign; ++i) {
            const QStringList deciders{i % 2 == 0 ? u"bob"_s : u"carol"_s};
            many.append(approval(QString::number(i).rightJustified(6, u'0'), u"dan"_s, deciders, i,
                                 risks[i % 3],
                                 i % 4 == 0 ? ApprovalState::Approved : ApprovalState::Pending));
        }
        put(many);
        put({approval(u"y1"_s, u"ada"_s, {u"bob"_s}, 1, u"low"_s, ApprovalState::Pending),
             approval(u"y2"_s, u"ada"_s, {}, 2, u"high"_s, ApprovalState::Pending),
             approval(u"y3"_s, u"eve"_s, {}, 3, u"medium"_s, ApprovalState::Pending),
             approval(u"y4"_s, u"dan"_s, {u"eve"_s, u"grace"_s}, 4, u"high"_s, ApprovalState::Pending),
             approval(u"y5"_s, u"ada"_s, {}, 5, u"low"_s, ApprovalState::Rejected),
             approval(u"y6"_s, u"dan"_s, {u"eve"_s}, 6, u"low"_s, ApprovalState::Approved),
             approval(u"y7"_s, u"dan"_s, {approversDecide}, 7, u"low"_s, ApprovalState::Pending)});
    }
    void cleanupTestCase() { m_core.reset(); }

    // Owner, and decider, and both: the same as reading everything would give.
    void everyListHasWhatIsSeen_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<bool>("decides");
        QTest::addColumn<QStringList>("urgent");
        QTest::addColumn<QStringList>("decided");
        QTest::addColumn<QStringList>("newest");
        QTest::newRow("owner") << u"ada"_s << false << QStringList{u"y2"_s, u"y1"_s} << QStringList{u"y5"_s}
                               << QStringList{u"y5"_s, u"y2"_s, u"y1"_s};
        QTest::newRow("owner who decides")
            << u"ada"_s << true << QStringList{u"y2"_s, u"y3"_s, u"y1"_s, u"y7"_s} << QStringList{u"y5"_s}
            << QStringList{u"y7"_s, u"y5"_s, u"y3"_s, u"y2"_s, u"y1"_s};
        QTest::newRow("who is named") << u"eve"_s << true << QStringList{u"y2"_s, u"y4"_s, u"y3"_s, u"y7"_s}
                                      << QStringList{u"y6"_s, u"y5"_s}
                                      << QStringList{u"y7"_s, u"y6"_s, u"y5"_s, u"y4"_s, u"y3"_s, u"y2"_s};
        QTest::newRow("who is named, and may not")
            << u"eve"_s << false << QStringList{u"y3"_s} << QStringList{} << QStringList{u"y3"_s};
        QTest::newRow("anybody") << u"zoe"_s << true << QStringList{u"y2"_s, u"y3"_s, u"y7"_s}
                                 << QStringList{u"y5"_s} << QStringList{u"y7"_s, u"y5"_s, u"y3"_s, u"y2"_s};
    }

    void everyListHasWhatIsSeen()
    {
        QFETCH(QString, user);
        QFETCH(bool, decides);
        QFETCH(QStringList, urgent);
        QFETCH(QStringList, decided);
        QFETCH(QStringList, newest);
        ApprovalService &approvals = (*m_core)->approvals();
        const Principal who =
            person(user, decides ? scopesOf(AccessRole::Approver) : scopesOf(AccessRole::Operator));
        QCOMPARE(idsIn(approvals.mostUrgent(50, who)), urgent);
        QCOMPARE(idsIn(approvals.mostUrgent(2, who)), urgent.mid(0, 2));
        QCOMPARE(idsIn(approvals.decidedSince({}, 50, who)), decided);
        QCOMPARE(idsIn(approvals.list({}, who)), newest);
        QCOMPARE(idsIn(approvals.list({.before = {u"approval-y3"_s}, .limit = 1}, who)),
                 newest.filter(QRegularExpression(u"^y[12]$"_s)).mid(0, 1));
        QCOMPARE(*approvals.count({}, who), newest.size());
        QCOMPARE(*approvals.count({.state = ApprovalState::Pending}, who), urgent.size());
        QStringList pending = idsIn(approvals.list({.state = ApprovalState::Pending}, who));
        std::ranges::sort(pending);
        QStringList expected = urgent;
        std::ranges::sort(expected);
        QCOMPARE(pending, expected);
        QCOMPARE(*approvals.oldestPending(who),
                 approvals.find({u"approval-"_s + expected.first()}, localOperator())->requestedAt);
    }

    void anAdministratorSeesAll()
    {
        ApprovalService &approvals = (*m_core)->approvals();
        QCOMPARE(*approvals.count({}, localOperator()), foreign + 7);
        QCOMPARE(approvals.mostUrgent(50, localOperator())->size(), 50);
        QCOMPARE(idsIn(approvals.list({.limit = 2}, localOperator())), (QStringList{u"y7"_s, u"y6"_s}));
    }

    // To read what is others' takes more instructions than there are rows, and each look here a few hundred.
    void whatIsOthersIsNotRead()
    {
        ApprovalService &approvals = (*m_core)->approvals();
        for (const Scopes scopes : {scopesOf(AccessRole::Operator), scopesOf(AccessRole::Approver)}) {
            const Principal who = person(u"eve"_s, scopes);
            instructions = 0;
            constexpr int looks = 10;
            for (int i = 0; i < looks; ++i) {
                QVERIFY_RESULT(approvals.mostUrgent(50, who));
                QVERIFY_RESULT(approvals.decidedSince({}, 50, who));
                QVERIFY_RESULT(approvals.list({}, who));
                QVERIFY_RESULT(approvals.list({.state = ApprovalState::Pending}, who));
                QVERIFY_RESULT(approvals.count({.state = ApprovalState::Pending}, who));
                QVERIFY_RESULT(approvals.oldestPending(who));
            }
            QVERIFY2(instructions < qint64{looks} * foreign / 4, qPrintable(QString::number(instructions)));
            instructions = 0;
            QVERIFY_RESULT(approvals.count({.state = ApprovalState::Pending}, localOperator()));
            QVERIFY(instructions > foreign / 4); // it counts
        }
    }
};

SIGNALBOX_TEST(TestForeignApprovals)
#include "tst_foreignapprovals.moc"
