// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcomeview.h"

#include "core/fleet/samples.h"
#include "ui/pages/welcomestep.h"
#include "ui/shell/servingcard.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QVBoxLayout>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int contentWidth = 720;
constexpr int modelWidth = 250;

// Stops at the first that is refused, and says which it was.
core::Result<int> addAll(core::Core &core, const QList<core::NewDocument> &documents,
                         const core::Principal &principal)
{
    int added = 0;
    for (const core::NewDocument &document : documents) {
        const auto one = core.knowledge().add(document, principal);
        if (!one)
            return core::failure(one.error().code, document.fileName + u": "_s + one.error().text);
        ++added;
    }
    return added;
}

QString firstTask()
{
    return WelcomeView::tr("Summarise our refund policy and save it as refund.md.");
}

} // namespace

WelcomeView::WelcomeView(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
{
    setAcceptDrops(true);
    auto *outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addStretch(1);
    auto *content = new QWidget;
    content->setFixedWidth(contentWidth);
    outer->addWidget(content);
    outer->addStretch(1);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(new Label(theme, tr("Nothing runs yet"), Type::Figure));
    column->addSpacing(space::tiny);
    auto *lead = new Label(theme, Type::Text, Ink::Muted);
    lead->setText(tr("Three steps to a first task. Everything stays on this computer; no account and no "
                     "network are needed."));
    lead->setOverflow(Overflow::Wrap);
    column->addWidget(lead);
    column->addSpacing(space::large);
    column->addWidget(buildSteps());
    column->addSpacing(space::large);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(space::large);
    cards->addWidget(buildProgram(), 1);
    cards->addWidget(buildModel());
    column->addLayout(cards);
    column->addStretch(1);
    setState(0, 0);
}

QWidget *WelcomeView::buildSteps()
{
    auto *card = new Card(m_theme);
    m_cluster = new WelcomeStep(
        m_theme, 1, tr("Deploy a sample cluster"),
        tr("Two agents that answer from your documents. You can change or remove them at any time."));
    m_documents = new WelcomeStep(m_theme, 2, tr("Give it something to read"),
                                  tr("Drop files here, or take the three sample documents."));
    m_task = new WelcomeStep(m_theme, 3, tr("Run a task"),
                             tr("“%1” It will ask you before it writes.").arg(firstTask()));
    Button *deploy = m_cluster->addButton(new Button(m_theme, tr("Deploy"), ButtonKind::Primary));
    Button *samples = m_documents->addButton(new Button(m_theme, tr("Add samples"), ButtonKind::Primary));
    Button *files = m_documents->addButton(new Button(m_theme, tr("Choose files")));
    m_run = m_task->addButton(new Button(m_theme, tr("Run"), ButtonKind::Primary));
    card->body()->addWidget(m_cluster);
    card->addRule();
    card->body()->addWidget(m_documents);
    card->addRule();
    card->body()->addWidget(m_task);
    connect(deploy, &Button::clicked, this, &WelcomeView::deploy);
    connect(samples, &Button::clicked, this, &WelcomeView::addSamples);
    connect(files, &Button::clicked, this, &WelcomeView::chooseFiles);
    connect(m_run, &Button::clicked, this, &WelcomeView::run);
    return card;
}

QWidget *WelcomeView::buildProgram()
{
    auto *card = new Card(m_theme, tr("Or from a program"));
    auto *words = new QWidget;
    auto *column = new QVBoxLayout(words);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_curl = new Label(m_theme, Type::Mono);
    m_curl->setSelectable(true);
    m_curlNote = new Label(m_theme, Type::Secondary, Ink::Muted);
    m_curlNote->setOverflow(Overflow::Wrap);
    column->addWidget(m_curl);
    column->addWidget(m_curlNote);
    column->addStretch(1);
    card->addPadded(words, 1);
    return card;
}

QWidget *WelcomeView::buildModel()
{
    auto *card = new Card(m_theme, tr("Use a model"));
    card->setFixedWidth(modelWidth);
    auto *text = new Label(m_theme, Type::Secondary, Ink::Muted);
    text->setOverflow(Overflow::Wrap);
    text->setText(tr("OpenAI, Anthropic, or one on your own machine, such as Ollama."));
    auto *add = new Button(m_theme, tr("Add a provider"));
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::medium);
    column->addWidget(text);
    column->addWidget(add, 0, Qt::AlignLeft);
    column->addStretch(1);
    card->addPadded(content);
    connect(add, &Button::clicked, this, &WelcomeView::providerRequested);
    return card;
}

void WelcomeView::setState(int clusters, qint64 documents)
{
    m_cluster->setDone(clusters > 0 ? tr("Deployed") : QString());
    const bool couldRun = m_run->isEnabled();
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    m_documents->setDone(documents == 0   ? QString()
                         : documents == 1 ? tr("1 document")
                                          : tr("%1 documents").arg(documents));
    m_task->setButtonsEnabled(clusters > 0 && documents > 0);
    // The button that had the focus is gone; what is next has it.
    if (hadFocus && !couldRun && m_run->isEnabled())
        m_run->setFocus(Qt::OtherFocusReason);
}

void WelcomeView::setServing(const Serving &serving)
{
    const QString address = serving.on ? serving.address : u"127.0.0.1:8080"_s;
    m_curl->setText(u"curl http://%1/api/v1/tasks \\\n  -H \"X-API-Key: $SIGNALBOX_KEY\" \\\n"
                    "  -d '{\"query\": \"What is our refund policy?\"}'"_s.arg(address));
    if (serving.on)
        m_curlNote->setText(tr("SIGNALBOX_KEY stands for an API key. Settings, API keys makes one."));
    else
        m_curlNote->setText(serving.problem.isEmpty() ? tr("The server does not serve yet.")
                                                      : serving.problem);
}

void WelcomeView::deploy()
{
    m_cluster->setButtonsEnabled(false);
    m_backend.call(
        this,
        [principal = m_backend.principal()](core::Core &core) -> core::Result<core::Cluster> {
            const core::Cluster sample = TRY(core.fleet().deploy(
                TRY(core::toResult(core.fleet().read(core::sampleManifest()))), principal));
            return core.fleet().share(sample.name, true, principal); // keys of others shall try it too
        },
        [this](const core::Result<core::Cluster> &cluster) {
            m_cluster->setButtonsEnabled(true);
            m_cluster->setProblem(cluster ? QString() : cluster.error().text);
            emit changed();
        });
}

void WelcomeView::addSamples()
{
    QList<core::NewDocument> documents;
    for (const core::SampleDocument &sample : core::sampleDocuments())
        documents.append(
            {.content = sample.text, .title = sample.title, .isShared = true, .fileName = sample.fileName});
    add(documents);
}

void WelcomeView::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Choose documents"), QString(),
                                   tr("Text and Markdown (*.txt *.md *.markdown)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &WelcomeView::addFiles);
    dialog->open();
}

void WelcomeView::addFiles(const QStringList &paths)
{
    QList<core::NewDocument> documents;
    for (const QString &path : paths) {
        QFile file(path);
        const QString name = QFileInfo(path).fileName();
        if (!file.open(QIODevice::ReadOnly))
            return m_documents->setProblem(
                tr("%1 cannot be read: %2. Choose another file.").arg(name, file.errorString()));
        if (file.size() > core::KnowledgeService::greatestBytes)
            return m_documents->setProblem(
                tr("%1 is larger than 4 MB. Split it, or choose another file.").arg(name));
        documents.append({.content = file.readAll(), .fileName = name});
    }
    add(documents);
}

void WelcomeView::add(const QList<core::NewDocument> &documents)
{
    if (documents.isEmpty())
        return;
    m_documents->setButtonsEnabled(false);
    m_backend.call(
        this,
        [documents, principal = m_backend.principal()](core::Core &core) {
            return addAll(core, documents, principal);
        },
        [this](const core::Result<int> &added) {
            m_documents->setButtonsEnabled(true);
            m_documents->setProblem(added ? QString() : added.error().text);
            emit changed();
        });
}

void WelcomeView::run()
{
    m_task->setButtonsEnabled(false);
    m_backend.call(
        this,
        [query = firstTask(), principal = m_backend.principal()](core::Core &core) {
            return core.tasks().submit({.query = query}, principal);
        },
        [this](const core::Result<core::Task> &task) {
            m_task->setButtonsEnabled(true);
            m_task->setProblem(task ? QString() : task.error().text);
            emit changed();
        });
}

void WelcomeView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void WelcomeView::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    if (paths.isEmpty())
        m_documents->setProblem(tr("Only files of this computer can be added."));
    addFiles(paths);
}

} // namespace ui
