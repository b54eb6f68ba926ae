// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakemodelserver.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/settings/choicerow.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using testsupport::FakeModelServer;
using testsupport::FakeReply;

namespace {

class FakeVault final : public ui::KeyVault
{
public:
    void store(const QString &provider, const QString &key) override
    {
        if (why.isEmpty())
            kept.insert(provider, key);
        QMetaObject::invokeMethod(
            this, [this, provider] { why.isEmpty() ? emit stored(provider) : emit refused(provider, why); },
            Qt::QueuedConnection);
    }
    void remove(const QString &provider) override { kept.remove(provider); }

    QHash<QString, QString> kept;
    QString why;
};

} // namespace

class TestSettingsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void aProviderIsAddedTestedAndAnswers();
    void aKeyThatIsNotKeptIsSaid();
    void whatIsWrongStandsAtItsField();
    void anUnreachableProviderSaysSo();
    void aProviderIsRemovedAfterAQuestion();
    void rulesAreAddedMovedChangedAndRemoved();
    void aRuleSaysWhoDecides();
    void aKeyIsShownOnceAndRevoked();
    void choicesHoldAtOnce();
    void whatIsMissingIsNamed();
    void thePaletteFindsSettings();
    void pictures_data();
    void pictures();

private:
    void openPart(const QString &part) { QVERIFY(m_window->showPage(u"settings"_s, part)); }
    ui::Button *button(const QString &text);
    void click(const QString &text);
    void type(const QString &field, const QString &text);
    QString problemOf(const QString &field);
    QLineEdit *line(const QString &field);
    bool says(const QString &title);
    QString stateOf(const QString &name); // of a part of this computer
    QStringList column(const QString &table, int column);
    ui::Table *table(const QString &name);

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<FakeVault> m_vault;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestSettingsPage::init()
{
    m_core = std::make_unique<TestBackend>();
    m_vault = std::make_unique<FakeVault>();
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_window->addPage(new ui::SettingsPage(m_core->backend(), m_theme, *m_vault));
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(column(u"Providers"_s, 0).contains(u"builtin"_s));
}

void TestSettingsPage::cleanup()
{
    m_window.reset();
    m_vault.reset();
    m_core.reset();
}

ui::Button *TestSettingsPage::button(const QString &text)
{
    for (ui::Button *button : m_window->findChildren<ui::Button *>()) {
        if (button->isVisible() && button->text() == text)
            return button;
    }
    return nullptr;
}

void TestSettingsPage::click(const QString &text)
{
    QTRY_VERIFY2(button(text) && button(text)->isEnabled(), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

QLineEdit *TestSettingsPage::line(const QString &field)
{
    for (QLineEdit *line : m_window->findChildren<QLineEdit *>()) {
        if (line->isVisible() && line->accessibleName() == field)
            return line;
    }
    return nullptr;
}

void TestSettingsPage::type(const QString &field, const QString &text)
{
    QLineEdit *editor = line(field);
    QVERIFY2(editor, qPrintable(field));
    editor->setFocus();
    editor->selectAll();
    QTest::keyClick(editor, Qt::Key_Delete);
    QTest::keyClicks(editor, text);
}

QString TestSettingsPage::problemOf(const QString &field)
{
    for (const ui::FormField *known : m_window->findChildren<ui::FormField *>()) {
        if (known->isVisible() && known->editor()->accessibleName() == field)
            return known->problem();
    }
    return {};
}

bool TestSettingsPage::says(const QString &title)
{
    for (const ui::Notice *notice : m_window->findChildren<ui::Notice *>()) {
        if (notice->isVisible() && notice->accessibleName() == title)
            return true;
    }
    return false;
}

ui::Table *TestSettingsPage::table(const QString &name)
{
    for (ui::Table *table : m_window->findChildren<ui::Table *>()) {
        if (table->accessibleName() == name)
            return table;
    }
    return nullptr;
}

QStringList TestSettingsPage::column(const QString &name, int column)
{
    const QAbstractItemModel *model = table(name)->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row)
        texts.append(model->index(row, column).data().toString());
    return texts;
}

void TestSettingsPage::aProviderIsAddedTestedAndAnswers()
{
    FakeModelServer server;
    for (int i = 0; i < 2; ++i)
        server.add(
            FakeReply::stream("data: {\"model\":\"small\",\"choices\":[{\"delta\":{\"content\":\"ready\"},"
                              "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
    openPart(u"providers/new"_s);
    type(u"Name"_s, u"lab"_s);
    type(u"Address"_s, server.url());
    type(u"Model"_s, u"small"_s);
    type(u"Key"_s, u"sk-lab-1"_s);
    QCOMPARE(line(u"Key"_s)->echoMode(), QLineEdit::Password);
    click(u"Test connection"_s);
    QTRY_VERIFY(says(u"It answers"_s));
    QVERIFY(m_core->run([](TestCore &core) { return !core->providers().names().contains(u"lab"_s); }));
    click(u"Save"_s);
    QTRY_VERIFY(says(u"Saved. The key is in the keychain, and in use."_s));
    QCOMPARE(m_vault->kept.value(u"lab"_s), u"sk-lab-1"_s);
    QTRY_VERIFY(column(u"Providers"_s, 0).contains(u"lab"_s));
    QVERIFY(line(u"Key"_s)->text().isEmpty());
    click(u"Make default"_s);
    QTRY_COMPARE(column(u"Providers"_s, 5).last(), u"Default"_s);
    // Without a new start, a task is answered by it.
    const Task task = m_core->submit(u"Hello"_s);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
    QCOMPARE(server.requests().constLast().headers.value("authorization"), QByteArray("Bearer sk-lab-1"));
}

void TestSettingsPage::aKeyThatIsNotKeptIsSaid()
{
    m_vault->why = u"This desktop offers no keychain."_s;
    openPart(u"providers/new"_s);
    type(u"Name"_s, u"lab"_s);
    type(u"Key"_s, u"sk-lab-1"_s);
    click(u"Save"_s);
    QTRY_VERIFY(says(u"Saved, and the key is in use until Signalbox ends"_s));
    QVERIFY(m_vault->kept.isEmpty());
}

void TestSettingsPage::whatIsWrongStandsAtItsField()
{
    openPart(u"providers/new"_s);
    type(u"Name"_s, u"my lab"_s);
    click(u"Save"_s);
    QTRY_VERIFY(problemOf(u"Name"_s).contains(u"letters, digits"_s));
    type(u"Name"_s, u"builtin"_s);
    click(u"Save"_s);
    QTRY_VERIFY(problemOf(u"Name"_s).contains(u"Choose another name"_s));
    type(u"Name"_s, u"lab"_s);
    type(u"Address"_s, u"lab.example"_s);
    click(u"Save"_s);
    QTRY_VERIFY(problemOf(u"Address"_s).contains(u"https://host"_s));
    QVERIFY(problemOf(u"Name"_s).isEmpty());
    QCOMPARE(QApplication::focusWidget(), line(u"Address"_s));
    type(u"Address"_s, u"http://127.0.0.1:1"_s);
    type(u"Key"_s, u"two words"_s);
    click(u"Save"_s);
    QTRY_VERIFY(!problemOf(u"Key"_s).isEmpty());
    QCOMPARE(column(u"Providers"_s, 0).contains(u"lab"_s), false);
}

void TestSettingsPage::anUnreachableProviderSaysSo()
{
    openPart(u"providers/new"_s);
    type(u"Name"_s, u"lab"_s);
    type(u"Address"_s, u"http://127.0.0.1:1"_s);
    type(u"Model"_s, u"small"_s);
    click(u"Test connection"_s);
    QTRY_VERIFY(says(u"It does not answer"_s));
    QVERIFY(button(u"Save"_s)->isEnabled() &&
            button(u"Test connection"_s)->hasFocus()); // it may come up later
}

void TestSettingsPage::aProviderIsRemovedAfterAQuestion()
{
    openPart(u"providers/new"_s);
    type(u"Name"_s, u"lab"_s);
    type(u"Key"_s, u"sk-lab-1"_s);
    click(u"Save"_s);
    QTRY_VERIFY(m_vault->kept.contains(u"lab"_s));
    click(u"Remove"_s);
    QVERIFY(says(u"Remove lab?"_s));
    click(u"Keep it"_s);
    QVERIFY(column(u"Providers"_s, 0).contains(u"lab"_s));
    click(u"Remove"_s);
    click(u"Remove provider"_s);
    QTRY_VERIFY(!column(u"Providers"_s, 0).contains(u"lab"_s));
    QVERIFY(!m_vault->kept.contains(u"lab"_s));
}

void TestSettingsPage::rulesAreAddedMovedChangedAndRemoved()
{
    openPart(u"policies"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).size(), 5);
    QTest::keyClick(table(u"Policies"_s), Qt::Key_N);
    QCOMPARE(QApplication::focusWidget(), line(u"Name"_s)); // to type at once
    type(u"Name"_s, u"Large refunds"_s);
    type(u"Tool"_s, u"refund_*"_s);
    type(u"Only if"_s, u"amount >"_s);
    click(u"Save"_s);
    QTRY_VERIFY(!problemOf(u"Only if"_s).isEmpty());
    type(u"Only if"_s, u"amount > 50"_s);
    click(u"Save"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).value(0), u"Large refunds"_s);
    click(u"Move down"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).value(1), u"Large refunds"_s);
    QTRY_VERIFY(button(u"Move up"_s) && button(u"Move up"_s)->isEnabled());
    type(u"Name"_s, u"Refunds over 50"_s);
    click(u"Save"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).value(1), u"Refunds over 50"_s);
    QCOMPARE(m_core->run([](TestCore &core) {
        const auto rule = core->policies().rules()[1];
        return QString(rule.name + u'|' + rule.condition + u'|' + toWord(rule.decision));
    }),
             u"Refunds over 50|amount > 50|ask"_s);
    m_window->resize(1024, 640);
    click(u"Remove"_s);
    // All of the question is in sight, in the smallest window too.
    QTRY_COMPARE(button(u"Remove rule"_s)->visibleRegion().boundingRect().size(),
                 button(u"Remove rule"_s)->size());
    click(u"Remove rule"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).size(), 5);
}

void TestSettingsPage::aRuleSaysWhoDecides()
{
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->database().run(
            "INSERT INTO account (id, tenant_id, email, username, full_name, password, role, created_at) "
            "VALUES ('user-ada', 'local', 'ada@example.com', 'ada', 'Ada', '', 'approver', 1)"_L1));
    });
    const auto choose = [this](const QString &name, int index) {
        for (QComboBox *box : m_window->findChildren<QComboBox *>()) {
            if (box->isVisible() && box->accessibleName() == name) {
                box->setCurrentIndex(index);
                emit box->activated(index);
                return true;
            }
        }
        return false;
    };
    openPart(u"policies"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).size(), 5);
    QTest::keyClick(table(u"Policies"_s), Qt::Key_N);
    type(u"Name"_s, u"Refunds"_s);
    type(u"Tool"_s, u"refund_*"_s);
    QVERIFY(!line(u"People"_s));
    QVERIFY(choose(u"Who decides"_s, 2));
    QVERIFY(choose(u"Whoever started the task"_s, 1));
    m_window->findChild<QSpinBox *>()->setValue(2);
    type(u"People"_s, u"ada, adda"_s);
    click(u"Save"_s);
    QTRY_VERIFY(problemOf(u"People"_s).contains(u"“adda”"_s));
    type(u"People"_s, u"ada"_s);
    click(u"Save"_s);
    QTRY_VERIFY(problemOf(u"People needed"_s).contains(u"than are named"_s));
    type(u"People"_s, u"ada, operator"_s);
    click(u"Save"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).value(0), u"Refunds"_s);
    const PolicyRule rule = m_core->run([](TestCore &core) { return core->policies().rules().first(); });
    QCOMPARE(rule.deciders.users, (QStringList{u"ada"_s, u"operator"_s}));
    QCOMPARE(rule.deciders.requester, Requester::MayNot);
    QCOMPARE(rule.deciders.needed, 2);
    QTRY_COMPARE(column(u"Policies"_s, 5).value(0), u"Ask 2 people"_s);
    QTRY_COMPARE(line(u"People"_s)->text(), u"ada, operator"_s);
    QVERIFY(savePicture(*m_window, u"settings-deciders"_s));
    // A rule that does not ask has nobody who decides.
    QVERIFY(choose(u"Then"_s, 0));
    QVERIFY(!choose(u"Who decides"_s, 0));
}

void TestSettingsPage::aKeyIsShownOnceAndRevoked()
{
    openPart(u"keys/new"_s);
    click(u"Make the key"_s);
    QTRY_COMPARE(problemOf(u"Name"_s), u"Name is required"_s);
    type(u"Name"_s, u"Nightly report"_s);
    click(u"Make the key"_s);
    QTRY_VERIFY(says(u"This is the key. It is shown this once; copy it now."_s));
    click(u"Copy"_s);
    const QString secret = QApplication::clipboard()->text();
    QCOMPARE(secret.size(), 67);
    const auto scopes = m_core->run(
        [&secret](TestCore &core) { return core->keys().authenticate(secret.toLatin1())->scopes; });
    QVERIFY(scopes == scopesOf(AccessRole::Operator));
    // Another one is looked at, and it is gone.
    QTRY_COMPARE(column(u"API keys"_s, 0).size(), 2);
    const int row = int(column(u"API keys"_s, 0).indexOf(u"Nightly report"_s));
    QCOMPARE(column(u"API keys"_s, 3).value(row), u"Operator"_s);
    table(u"API keys"_s)->selectRow(1 - row);
    QTRY_VERIFY(!says(u"This is the key. It is shown this once; copy it now."_s));
    table(u"API keys"_s)->selectRow(row);
    QVERIFY(!says(u"This is the key. It is shown this once; copy it now."_s));
    click(u"Revoke"_s);
    click(u"Revoke key"_s);
    QTRY_COMPARE(column(u"API keys"_s, 5).value(row), u"Revoked"_s);
    QVERIFY(m_core->run([&secret](TestCore &core) { return !core->keys().authenticate(secret.toLatin1()); }));
}

void TestSettingsPage::choicesHoldAtOnce()
{
    openPart(u"appearance"_s);
    QTRY_COMPARE(m_window->findChildren<ui::ChoiceRow *>().constFirst()->value(), u"system"_s);
    click(u"Light"_s);
    QTRY_COMPARE(m_core->run([](TestCore &core) { return core->settings().value(u"appearance.theme"_s); }),
                 u"light"_s);
    // A choice that cannot be kept goes back, and says why.
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->database().run("ALTER TABLE setting RENAME TO gone"_L1));
    });
    click(u"Dark"_s);
    QTRY_COMPARE(m_window->findChildren<ui::ChoiceRow *>().constFirst()->value(), u"light"_s);
}

QString TestSettingsPage::stateOf(const QString &name)
{
    for (const QLabel *label : m_window->findChildren<QLabel *>()) {
        if (label->isVisible() && label->accessibleName() == name)
            return label->text();
    }
    return {};
}

void TestSettingsPage::whatIsMissingIsNamed()
{
    m_core->run([](TestCore &core) { core->place().setKeychain(KeychainState::Missing); });
    openPart(u"computer"_s);
    QTRY_COMPARE(stateOf(u"Keychain for keys of providers"_s), sentenceOf(Need::Keychain));
    QVERIFY(!stateOf(u"Sandbox for code and PDFs"_s).isEmpty());
    m_core->run([](TestCore &core) { core->place().setKeychain(KeychainState::Works); });
    openPart(u"server"_s);
    openPart(u"computer"_s);
    QTRY_COMPARE(stateOf(u"Keychain for keys of providers"_s), u"Works"_s);
}

void TestSettingsPage::thePaletteFindsSettings()
{
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), u"add a rule"_s);
    QTRY_COMPARE(m_window->palette().shownTexts().value(0), u"Add a rule"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(table(u"Policies"_s)->isVisible());
}

void TestSettingsPage::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestSettingsPage::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->providerService().save(
            {.name = u"anthropic"_s, .kind = u"anthropic"_s, .key = u"sk-1"_s}, localOperator()));
        QVERIFY_RESULT(core->providerService().save({.name = u"ollama"_s,
                                                     .kind = u"openai"_s,
                                                     .baseUrl = u"http://127.0.0.1:11434/v1"_s,
                                                     .defaultModel = u"llama3.2"_s},
                                                    localOperator()));
        QVERIFY_RESULT(core->keys().create(u"Nightly report"_s, u"operator"_s,
                                           Scope::TasksRead | Scope::TasksWrite, localOperator()));
    });
    m_window->setServing({.on = true, .address = u"127.0.0.1:8080"_s});
    openPart(u"providers/ollama"_s);
    QTRY_COMPARE(table(u"Providers"_s)->currentId(), u"ollama"_s);
    QVERIFY(savePicture(*m_window, u"settings-providers-"_s + tag));
    click(u"Remove"_s);
    QVERIFY(savePicture(*m_window, u"settings-remove-"_s + tag));
    openPart(u"providers/new"_s);
    type(u"Address"_s, u"lab"_s);
    click(u"Save"_s);
    QTRY_VERIFY(!problemOf(u"Address"_s).isEmpty());
    QVERIFY(savePicture(*m_window, u"settings-wrong-"_s + tag));
    openPart(u"policies"_s);
    QTRY_COMPARE(column(u"Policies"_s, 1).size(), 5);
    QVERIFY(savePicture(*m_window, u"settings-policies-"_s + tag));
    openPart(u"keys/new"_s);
    type(u"Name"_s, u"Shop"_s);
    click(u"Make the key"_s);
    QTRY_VERIFY(button(u"Copy"_s));
    QVERIFY(savePicture(*m_window, u"settings-keys-"_s + tag));
    openPart(u"appearance"_s);
    QTRY_VERIFY(button(u"As the desktop"_s)->isChecked());
    QVERIFY(savePicture(*m_window, u"settings-appearance-"_s + tag));
    openPart(u"server"_s);
    QVERIFY(savePicture(*m_window, u"settings-server-"_s + tag));
    m_core->run([](TestCore &core) { core->place().setKeychain(KeychainState::Missing); });
    openPart(u"computer"_s);
    QTRY_COMPARE(stateOf(u"Keychain for keys of providers"_s), sentenceOf(Need::Keychain));
    QVERIFY(savePicture(*m_window, u"settings-computer-"_s + tag));
    m_window->resize(1024, 640);
    openPart(u"providers/ollama"_s);
    QVERIFY(savePicture(*m_window, u"settings-small-"_s + tag));
    openPart(u"policies"_s);
    QVERIFY(savePicture(*m_window, u"settings-policies-small-"_s + tag));
}

SIGNALBOX_TEST(TestSettingsPage)
#include "tst_settingspage.moc"
