// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/serversection.h"

#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QUrl>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

struct StoreFacts
{
    QString folder = {};
    qint64 bytes = 0;
    core::OpenDoors doors = {}; // who gets in unasked
};

QLabel *hint(const Theme &theme, const QString &text)
{
    auto *label = new Label(theme, text, Type::Secondary, Ink::Muted);
    label->setOverflow(Overflow::Wrap);
    label->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, space::medium);
    return label;
}

QWidget *bar(std::initializer_list<QWidget *> buttons)
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, space::medium);
    layout->setSpacing(space::small);
    for (QWidget *button : buttons)
        layout->addWidget(button);
    layout->addStretch(1);
    return row;
}

QGridLayout *gridIn(Card *card)
{
    auto *grid = new QGridLayout;
    grid->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    grid->setHorizontalSpacing(space::wide);
    grid->setVerticalSpacing(space::small);
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    return grid;
}

} // namespace

ServerSection::ServerSection(Backend &backend, const Theme &theme, QWidget *parent)
    : Section(u"server"_s, tr("Server and store"),
              {tr("Address of the server"), tr("Data folder"), tr("Version")}, parent)
    , m_backend(backend)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    auto *server = new Card(theme, tr("Server"));
    QGridLayout *grid = gridIn(server);
    m_address = addFact(grid, tr("Address"));
    m_document = addFact(grid, tr("Document"));
    m_version = addFact(grid, tr("Version"));
    m_version->setText(QCoreApplication::applicationVersion());
    m_problem = new Notice(theme, Tone::Red);
    m_problem->hide();
    auto *frame = new QVBoxLayout;
    frame->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, space::medium);
    m_doors = new Notice(theme, Tone::Amber);
    m_doors->hide();
    frame->addWidget(m_problem);
    frame->addWidget(m_doors);
    server->body()->addLayout(frame);
    auto *copy = new Button(theme, tr("Copy the address"));
    server->body()->addWidget(bar({copy}));
    server->body()->addWidget(
        hint(theme, tr("It listens where --listen, SIGNALBOX_LISTEN or “listen” in config.yaml "
                       "says, on this computer alone unless told otherwise. Change it there and "
                       "start again. For TLS put a proxy such as Caddy or nginx in front.")));
    auto *store = new Card(theme, tr("Store"));
    grid = gridIn(store);
    m_path = addFact(grid, tr("Folder"));
    m_size = addFact(grid, tr("Size"));
    auto *open = new Button(theme, tr("Open the folder"));
    store->body()->addWidget(bar({open}));
    store->body()->addWidget(
        hint(theme, tr("Everything is in this folder, and one process at a time works on it. To "
                       "back it up, copy the folder while Signalbox is not running.")));
    column->addWidget(server);
    column->addWidget(store);
    column->addStretch(1);
    connect(copy, &Button::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString(u"http://"_s + m_serving.address)); });
    connect(open, &Button::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder)); });
}

Label *ServerSection::addFact(QGridLayout *grid, const QString &name)
{
    const int row = grid->rowCount();
    auto *value = new Label(m_theme, Type::Mono);
    value->setSelectable(true);
    value->setAccessibleName(name);
    grid->addWidget(new Label(m_theme, name, Type::Text, Ink::Muted), row, 0);
    grid->addWidget(value, row, 1);
    return value;
}

void ServerSection::enter()
{
    reload();
}

void ServerSection::serve(const Serving &serving)
{
    m_serving = serving;
    const QString base = u"http://"_s + serving.address;
    m_address->setText(serving.on ? base : tr("does not serve"));
    m_document->setText(serving.on ? QString(base + u"/openapi.json"_s) : u"–"_s);
    m_problem->setVisible(!serving.problem.isEmpty());
    m_problem->setTexts(tr("The server does not serve"), serving.problem);
}

void ServerSection::reload()
{
    m_backend.call(
        this,
        [](core::Core &core) -> core::Result<StoreFacts> {
            return StoreFacts{.folder = core.folder().path(),
                              .bytes = core.database().bytes(),
                              .doors = core.access().openDoors()};
        },
        [this](const core::Result<StoreFacts> &facts) {
            if (!facts)
                return;
            m_folder = facts->folder;
            m_path->setText(facts->folder);
            const core::OpenDoors &doors = facts->doors;
            const bool needsNoKey = !doors.anonymousSurfaces.isEmpty() || doors.bypass == core::Bypass::On;
            m_doors->setVisible(!doors.isEmpty());
            m_doors->setTexts(
                needsNoKey ? tr("Not everybody needs a key") : tr("Everybody may register"),
                tr("%1 Take it out of the options and start again to close this door.").arg(doors.warning()));
            m_size->setText(QLocale().formattedDataSize(facts->bytes, 1, QLocale::DataSizeTraditionalFormat));
        });
}

} // namespace ui
